"""Dialects: how each service writes its files, and the bytes that come out.

What belongs here: encodings, delimiters, spellings of dates, numbers and booleans, containers,
French headers. What does not: the values (families), which files are bad (`mishaps`).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from orchestration.lib.rehearsal.encode import PORTAL, Layout
from orchestration.lib.rehearsal.model import Dirt
from orchestration.lib.rehearsal.tables import Column, Table, plain
from orchestration.lib.rehearsal.xlsx import xlsx_bytes

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Dialect:
    """How one service writes: a layout, spellings, a container (csv, xlsx, zip, parquet).

    `quoted`: texts are between quotes, as sentences need it.
    """

    layout: Layout = PORTAL
    french_dates: bool = False
    decimal_comma: bool = False
    yes_no: tuple[str, str] = ("O", "N")
    container: str = "csv"
    french_labels: bool = False
    quoted: bool = False

    @property
    def dirt(self) -> frozenset[Dirt]:
        """The dirt that writing so brings."""
        found = set(self.layout.dirt) if self.container in ("csv", "zip") else set()
        wanted = {
            Dirt.FRENCH_DATES: self.french_dates, Dirt.DECIMAL_COMMA: self.decimal_comma,
            Dirt.FRENCH_LABELS: self.french_labels,
            Dirt.SPELLED_BOOLEANS: self.yes_no != ("O", "N"),
            Dirt.XLSX: self.container == "xlsx", Dirt.ZIP: self.container == "zip",
            Dirt.PARQUET: self.container == "parquet",
        }  # fmt: skip
        return frozenset(found | {dirt for dirt, present in wanted.items() if present})


_COMMA = Layout(bom=False, delimiter=",", line_end="\n")
_TAB = Layout(bom=False, delimiter="\t", line_end="\n")
_WINDOWS = Layout(encoding="cp1252", bom=False)
_PLAIN = Layout(bom=False, line_end="\n")
_DIALECTS: Final = (
    Dialect(_PLAIN),
    Dialect(Layout(), french_dates=True, decimal_comma=True),
    Dialect(_COMMA, yes_no=("1", "0")),
    Dialect(_WINDOWS, french_dates=True, decimal_comma=True, yes_no=("oui", "non")),
    Dialect(Layout(line_end="\n"), yes_no=("oui", "non")),
    Dialect(_TAB, decimal_comma=True),
    Dialect(Layout(bom=False), french_dates=True),
)
# Containers are for small domains; domain and rentrée.
_CONTAINERS: Final = {
    ("conventions_territoire", 2021): "xlsx", ("experimentations", 2022): "xlsx",
    ("avenants_communs", 2020): "xlsx", ("labellisations", 2023): "xlsx",
    ("partenariats_etrangers", 2024): "xlsx", ("fusions_etablissements", 2025): "xlsx",
    ("cibles", 2022): "xlsx", ("campus_metiers", 2021): "xlsx", ("reseaux", 2024): "xlsx",
    ("bien_etre_travail", 2023): "xlsx", ("recherche_implications", 2020): "xlsx",
    ("formation_sessions", 2023): "parquet", ("formation_participations", 2021): "zip",
    ("usages_numeriques", 2022): "zip", ("evaluations_nationales", 2024): "parquet",
}  # fmt: skip
_WITH_SENTENCES: Final = ("remontee_qualitative",)
# Files whose columns bear the labels of a form, as their service types them.
_LABELS: Final[dict[tuple[str, int], dict[str, str]]] = {
    ("competences_numeriques", 2023): {
        "annee_scolaire": "ANNEE SCOLAIRE", "uai": "UAI", "niveau": "Niveau",
        "nb_eleves_concernes": "Nombre d'élèves concernés", "nb_inscrits": "nombre d'inscrits",
        "nb_certifies": "ELEVES CERTIFIES",
    },
    ("devoirs_faits", 2021): {
        "annee_scolaire": "Année scolaire", "ine": "ine", "uai": "UAI", "niveau": "NIVEAU",
        "df_statut": "Statut", "date_inscription": "date d'inscription",
        "seances_proposees": "SEANCES PROPOSEES", "seances_suivies": "Séances suivies",
        "heures_hebdomadaires": "Heures Hebdomadaires",
    },
    ("referents", 2020): {
        "annee_scolaire": "Année scolaire", "uai": "UAI", "date_nomination": "Date de nomination",
    },
    ("mobilites", 2021): {
        "annee_scolaire": "Annee scolaire", "uai": "Uai", "date_debut": "Date de début",
        "date_fin": "DATE DE FIN",
    },
    ("formation_participations", 2020): {
        "annee_scolaire": "Année scolaire", "id_session": "Identifiant de session",
        "id_agent": "Pseudonyme de l'agent", "uai": "UAI", "inscrit": "INSCRIPTION",
        "convoque": "Convocation", "present": "présence", "heures_suivies": "Heures suivies",
    },
    ("personnels", 2023): {
        "id_agent": "pseudonyme de l'agent", "uai": "UAI", "degre": "Degré",
        "annee_naissance": "Annee de naissance", "neo_titulaire": "Néo-titulaire",
    },
    ("remontee_qualitative", 2021): {
        "critere_code": "Critère", "niveau_maturite": "NIVEAU DE MATURITE", "recit": "Récit",
        "nb_preuves": "Nombre de preuves", "valide": "Validée par l'échelon supérieur",
    },
    ("reseaux_membres", 2022): {
        "id_reseau": "Identifiant de réseau", "uai": "UAI", "date_entree": "Date d'entrée",
        "date_sortie": "Date de sortie",
    },
}  # fmt: skip


def dialect_of(domain: str, opening: int, order: int, plain: bool) -> Dialect:
    """Return how a domain writes in a school year: services change tools about every third year.

    `order` is the rank of the domain; `plain` keeps to CSV (files that grow by appending).
    """
    found = _DIALECTS[(order + (opening - 2019) // 3) % len(_DIALECTS)]
    container = "csv" if plain else _CONTAINERS.get((domain, opening), "csv")
    if container == "xlsx":
        found = Dialect()
    return replace(
        found, container=container, french_labels=(domain, opening) in _LABELS,
        quoted=domain in _WITH_SENTENCES,
    )  # fmt: skip


def header(table: Table, domain: str, opening: int) -> list[str]:
    """Return the first line: the names of the contract, or the labels of the service's form."""
    labels = _LABELS.get((domain, opening), {})
    return [labels.get(name, name) for name in table.columns]


def _written(column: Column, dialect: Dialect) -> Column:
    """Return a column as the dialect writes it: texts and whole numbers only."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return pc.if_else(column, *dialect.yes_no)
    if pa.types.is_date(kind):
        if not dialect.french_dates:
            return pc.cast(column, pa.string())
        unique = column.dictionary_encode()
        texts = pc.strftime(unique.dictionary, "%d/%m/%Y")
        return pa.DictionaryArray.from_arrays(unique.indices, texts).dictionary_decode()
    if pa.types.is_floating(kind):
        text = pc.cast(column, pa.string())
        return pc.replace_substring(text, ".", ",") if dialect.decimal_comma else text
    return plain(column)


def written(table: Table, dialect: Dialect) -> Table:
    """Return the table with every cell as the dialect writes it."""
    return Table({k: _written(c, dialect) for k, c in table.columns.items()}, table.places)


def csv_body(table: Table, dialect: Dialect, labels: list[str] | None) -> bytes:
    """Return the lines of a written table, under `labels` unless there are none."""
    layout, stream = dialect.layout, io.BytesIO()
    batch = pa.table(list(table.columns.values()), names=list(table.columns))
    options = pyarrow.csv.WriteOptions(
        include_header=False, batch_size=16_384, delimiter=layout.delimiter,
        quoting_style="needed" if dialect.quoted else "none",
    )  # fmt: skip
    if labels is not None:
        stream.write((layout.delimiter.join(labels) + "\n").encode())
    pyarrow.csv.write_csv(batch, stream, options)
    content = stream.getvalue()
    if layout.line_end != "\n":
        content = content.replace(b"\n", layout.line_end.encode())
    if layout.encoding != "utf-8":
        return content.decode().encode(layout.encoding)
    return b"\xef\xbb\xbf" + content if layout.bom and labels is not None else content


def _workbook(table: Table, labels: list[str]) -> bytes:
    cells = [c.to_pylist() for c in table.columns.values()]
    rows = [["" if v is None else v for v in row] for row in zip(*cells, strict=True)]
    return xlsx_bytes([labels, *rows])


def _parquet(table: Table) -> bytes:
    stream = io.BytesIO()
    texts: dict[str, Column] = {k: pc.cast(c, pa.string()) for k, c in table.columns.items()}
    pyarrow.parquet.write_table(pa.table(texts), stream, compression="none")
    return stream.getvalue()


def file_bytes(table: Table, dialect: Dialect, labels: list[str], name: str) -> bytes:
    """Return the file of a written table in its container; `name` is that of a zipped CSV."""
    if dialect.container == "xlsx":
        return _workbook(table, labels)
    if dialect.container == "parquet":
        return _parquet(table)
    content = csv_body(table, dialect, labels)
    if dialect.container == "csv":
        return content
    archive = io.BytesIO()
    # Stored, not deflated: compressed bytes depend on the version of zlib.
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        member = zipfile.ZipInfo(name, _EPOCH)
        member.create_system = 3
        packed.writestr(member, content)
    return archive.getvalue()
