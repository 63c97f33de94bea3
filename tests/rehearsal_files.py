"""The rehearsal's own files as an independent reader sees them.

What belongs here: reading a file by the dirt that the manifest announces, what stands in the end.
What does not: assertions, and anything of the product but the manifest.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pandas as pd

from orchestration.lib.rehearsal import Dirt, RehearsalFile, RehearsalManifest


def read(file: RehearsalFile) -> pd.DataFrame:
    """Return the cells of a file as texts, columns named as in the contract."""
    content = file.path.read_bytes()
    if Dirt.XLSX in file.dirt:
        return pd.read_excel(file.path, dtype=str, engine="calamine").fillna("")
    if Dirt.PARQUET in file.dirt:
        return pd.read_parquet(file.path).fillna("")
    if Dirt.ZIP in file.dirt:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    tab = "\t" if Dirt.TAB_DELIMITER in file.dirt else ";"
    found = pd.read_csv(
        io.BytesIO(content), sep="," if Dirt.COMMA_DELIMITER in file.dirt else tab,
        encoding="cp1252" if Dirt.WINDOWS_1252 in file.dirt else "utf-8-sig", dtype=str,
        keep_default_na=False,
    )  # fmt: skip
    if Dirt.SPELLED_BOOLEANS in file.dirt:
        found = found.replace({"oui": "O", "non": "N"})
    return found


class Inbox:
    """The files of a rehearsal, read once."""

    def __init__(self, manifest: RehearsalManifest) -> None:
        self.manifest = manifest
        self.rows = cache(self._rows)

    def own(self) -> list[RehearsalFile]:
        """Return the files in the platform's own format."""
        return [f for f in self.manifest.files if "__" in f.path.name]

    def standing(self, domain: str) -> list[RehearsalFile]:
        """Return the files that count in the end, corrected ones in the place of the first."""
        return [
            f for f in self.own()
            if f.domain == domain and f.verdict != "refuse" and Dirt.REPLACED not in f.dirt
        ]  # fmt: skip

    def _rows(self, domain: str) -> pd.DataFrame:
        files = self.standing(domain)
        parts = [read(f).assign(_year=f.school_years[0]) for f in files]
        # Files with the labels of a form have the same columns, in the same order.
        plain = (p for f, p in zip(files, parts, strict=True) if Dirt.FRENCH_LABELS not in f.dirt)
        names = next(plain).columns
        return pd.concat([p.set_axis(names, axis=1) for p in parts], ignore_index=True)

    def schools(self, *columns: str) -> pd.DataFrame:
        """Return the register: year, UAI and some columns."""
        return self.rows("ref_etablissements")[["_year", "uai", *columns]]


def truth(column: pd.Series) -> pd.Series:
    """Tell which cells say yes."""
    return column.isin(["O", "1", "true"])
