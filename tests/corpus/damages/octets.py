"""Damage to bytes: encodings, cut files, quotes, foreign documents, archives.

What belongs here: kinds that strike the file before anybody reads a column. What does not:
workbooks (`classeurs`), headers and rows (`structure`).
"""

from __future__ import annotations

import gzip
import json
import random
import re

from tests.corpus import containers
from tests.corpus.model import (
    FINE,
    Damaged,
    Good,
    kind,
    odd,
    refused,
    register,
    rejected,
    remarked,
    warned,
)
from tests.samples import zipped

_ACCENTS = re.compile("[À-ÖØ-öø-ÿ]")
_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
_PAGE = (
    b"<!DOCTYPE html><html><head><title>Connexion</title></head><body>Expir\xc3\xa9</body></html>"
)
_FOREIGN: dict[str, tuple[bytes, str]] = {
    "vide": (b"", "octets.fichier_vide"),
    "blancs_seulement": (b" \r\n\t\r\n   \r\n", "octets.fichier_vide"),
    "blancs_insecables_seulement": ("\u00a0\n\u00a0\n".encode(), "octets.fichier_vide"),
    "marque_seule": (b"\xef\xbb\xbf", "octets.fichier_vide"),
    "octets_nuls_seulement": (bytes(4096), "octets.fichier_vide"),
    "document_pdf": (_PDF, "octets.autre_document"),
    "image_png": (b"\x89PNG\r\n\x1a\n" + bytes(64), "octets.autre_document"),
    "image_jpeg": (b"\xff\xd8\xff\xe0" + bytes(64), "octets.autre_document"),
    "image_gif": (b"GIF89a" + bytes(64), "octets.autre_document"),
    "traitement_de_texte_rtf": (b"{\\rtf1\\ansi bonjour}", "octets.autre_document"),
    "page_web": (_PAGE, "octets.page_web"),
    "page_web_avec_marque": (b"\xef\xbb\xbf \r\n" + _PAGE.lower(), "octets.page_web"),
    "page_web_sans_entete": (b"<html><body>503 Service indisponible</body></html>",
                             "octets.page_web"),
    "octets_au_hasard": (bytes(range(256)) * 8, "octets.pas_du_texte"),
}  # fmt: skip
_UNKNOWN: dict[str, bytes] = {
    "base_sqlite": b"SQLite format 3\x00" + bytes(200),
    "fichier_gzip": gzip.compress(b"uai;annee\n0630018C;2024\n", mtime=0),
    "archive_7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(64),
    "archive_rar": b"Rar!\x1a\x07\x01\x00" + bytes(64),
    "programme": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
    "fichier_json": json.dumps([{"uai": "0630018C", "annee": 2024}]).encode(),
    "fichier_xml": b'<?xml version="1.0"?><eleves><eleve uai="0630018C"/></eleves>',
    "courriel_enregistre": b"From: a\r\nTo: b\r\nSubject: export\r\n\r\nVoir le fichier joint.\r\n",
    "phrase": b"Bonjour, vous trouverez le fichier plus tard.\r\n",
    "traitement_de_texte_docx": containers.document("word"),
    "diaporama": containers.document("ppt"),
}


def _whole(content: bytes, *codes: str) -> Damaged:
    return Damaged(content, refused(*codes))


for _name, (_content, _code) in _FOREIGN.items():
    register("octets", _name, lambda _, __, c=_content, k=_code: _whole(c, k))
for _name, _content in _UNKNOWN.items():
    register("octets", _name, lambda _, __, c=_content: _whole(c))


def _with_accents(good: Good) -> Good | None:
    """Return the file, with an accent in a text of a row where it has none."""
    if any(_ACCENTS.search("".join(row)) for row in good.rows):
        return good
    free = _free(good)
    return good.map_column(free[0], lambda t: f"{t} année") if free else None


def _free(good: Good) -> list[str]:
    """Return the columns of texts that a letter more or less leaves right."""
    contract = good.contract
    decisive = (contract.measure_column, contract.territory_column, contract.period_column)
    texts = good.present(lambda c: c.business_type == "texte" and not c.values and not c.max_length)
    return [c.name for c in texts if not c.personal and c.name not in decisive]


@kind("octets", "coupe_en_pleine_ligne")
def cut_line(good: Good, _: str) -> Damaged | None:
    if len(good.header) < 2:
        return None
    lines = good.lines()[: max(2, len(good.rows) // 2)]
    kept = lines[-1][: lines[-1].index(";")]
    content = "".join([*lines[:-1], kept]).encode()
    return Damaged(content, refused("octets.fichier_coupe", line=len(lines)))


@kind("octets", "coupe_dans_l_entete")
def cut_header(good: Good, _: str) -> Damaged:
    line = good.lines()[0]
    codes = ("aucune_ligne", "colonne_manquante", "en_tetes_inconnus", "autre_domaine")
    content = line[: len(line) // 2].encode()
    return _whole(content, "octets.fichier_coupe", *(f"structure.{c}" for c in codes))


@kind("octets", "coupe_en_plein_caractere")
def cut_character(good: Good, _: str) -> Damaged | None:
    accented = _with_accents(good)
    if accented is None:
        return None
    content = accented.to_bytes()
    place = max(i for i, b in enumerate(content) if b >= 0xC0)
    line = content.count(b"\n", 0, place) + 1
    return Damaged(content[: place + 1], refused("octets.fichier_coupe", line=line))


@kind("octets", "coupe_en_plein_caractere_utf16")
def cut_utf16(good: Good, _: str) -> Damaged:
    return _whole(good.to_bytes("utf-16")[:-1], "octets.fichier_coupe")


@kind("octets", "octets_nuls_a_la_fin")
def nul_tail(good: Good, _: str) -> Damaged:
    return _whole(good.to_bytes() + bytes(512), "octets.pas_du_texte")


@kind("octets", "octet_nul_au_milieu")
def nul_inside(good: Good, _: str) -> Damaged:
    text = good.text()
    middle = text.index("\n") + 3
    return _whole(f"{text[:middle]}\0{text[middle:]}".encode(), "octets.pas_du_texte")


@kind("octets", "utf16_sans_marque")
def utf16_without_mark(good: Good, _: str) -> Damaged:
    return Damaged(good.to_bytes("utf-16-le"), remarked("octets.utf16_sans_marque"))


@kind("octets", "octet_windows_dans_de_l_utf8")
def one_bad_byte(good: Good, _: str) -> Damaged | None:
    accented = _with_accents(good)
    if accented is None or accented.text().count("é") + accented.text().count("è") < 3:
        return None
    content = accented.to_bytes()
    place = content.rindex("é".encode()) if "é" in accented.text() else content.rindex(b"\xc3\xa8")
    line = content.count(b"\n", 0, place) + 1
    broken = content[:place] + b"\xe9" + content[place + 2 :]
    return Damaged(broken, refused("octets.caractere_illisible", line=line))


@kind("octets", "accents_doublement_codes")
def mojibake(good: Good, _: str) -> Damaged | None:
    return _garbled(good, 1)


@kind("octets", "accents_triplement_codes")
def double_mojibake(good: Good, _: str) -> Damaged | None:
    return _garbled(good, 2)


def _garbled(good: Good, times: int) -> Damaged | None:
    accented = _with_accents(good)
    if accented is None:
        return None
    text = accented.text()
    for _ in range(times):
        text = text.encode().decode("cp1252", errors="replace").replace("\ufffd", "")
    return Damaged(text.encode(), odd("octets.accents_abimes", "octets.en_tetes_abimes"))


@kind("octets", "caracteres_de_remplacement")
def replacement(good: Good, _: str) -> Damaged | None:
    accented = _with_accents(good)
    if accented is None:
        return None
    text = "".join("\ufffd" if ord(c) > 0x7F else c for c in accented.text())
    return Damaged(text.encode(), odd("octets.accents_abimes", "octets.en_tetes_abimes"))


@kind("octets", "points_d_interrogation_a_la_place_des_accents")
def question_marks(good: Good, _: str) -> Damaged | None:
    """Strike the letters of free texts: a code, or a number with its spaces, is rightly refused."""
    free = _free(good)
    if not free:
        return None
    inside = re.compile(r"[a-z][à-ÿ][a-z]")
    if not any(inside.search(text) for column in free for text in good.cells(column)):
        good = good.map_column(free[0], lambda t: f"{t} année")
    for column in free:
        good = good.map_column(column, lambda t: _ACCENTS.sub("?", t))
    return Damaged(good.to_bytes(), warned("octets.accents_abimes"))


@kind("octets", "marque_au_milieu")
def mark_inside(good: Good, _: str) -> Damaged | None:
    if len(good.rows) < 2:
        return None
    lines = good.lines()
    return Damaged("".join([*lines[:2], "\ufeff", *lines[2:]]).encode(),
                   odd("octets.marque_au_milieu"))  # fmt: skip


@kind("octets", "guillemet_ouvert")
def open_quote(good: Good, _: str) -> Damaged | None:
    if len(good.rows) < 3 or '"' in good.text():
        return None
    lines = good.lines()
    lines[1] = '"' + lines[1]
    return Damaged("".join(lines).encode(), refused("octets.guillemet_ouvert", line=2))


@kind("octets", "guillemet_ouvert_en_derniere_ligne")
def open_quote_at_end(good: Good, _: str) -> Damaged | None:
    if '"' in good.text():
        return None
    lines = good.lines()
    lines[-1] = '"' + lines[-1]
    return Damaged("".join(lines).encode(), refused("octets.guillemet_ouvert", line=len(lines)))


@kind("octets", "guillemet_isole")
def stray_quote(good: Good, _: str) -> Damaged | None:
    if '"' in good.text():
        return None
    lines = good.lines()
    row = min(1, len(good.rows) - 1)
    first, _, rest = lines[row + 1].partition(";")
    if not first.strip():
        return None
    lines[row + 1] = f'{first[:1]}"{first[1:]};{rest}'
    return Damaged("".join(lines).encode(), rejected(good, "octets.guillemet_isole", row=row))


@kind("octets", "fin_de_ligne_absente")
def no_last_line_end(good: Good, _: str) -> Damaged:
    return Damaged(good.text().rstrip().encode(), warned("octets.derniere_ligne"))


@kind("octets", "fins_de_ligne_melangees")
def mixed_line_ends(good: Good, _: str) -> Damaged:
    lines = good.lines()
    mixed = [ln.replace("\r\n", "\n") if i % 2 else ln for i, ln in enumerate(lines)]
    return Damaged("".join(mixed).encode(), FINE)


@kind("octets", "fins_de_ligne_de_mac_ancien")
def old_mac_line_ends(good: Good, _: str) -> Damaged:
    return Damaged(good.text(eol="\r").encode(), FINE)


@kind("octets", "fin_de_fichier_dos")
def dos_end(good: Good, _: str) -> Damaged:
    return Damaged(good.to_bytes() + b"\x1a", odd())


@kind("octets", "windows_1252")
def windows_1252(good: Good, _: str) -> Damaged | None:
    accented = _with_accents(good)
    try:
        content = accented.text().encode("cp1252") if accented else None
    except UnicodeEncodeError:
        return None
    return None if content is None else Damaged(content, warned("octets.encodage"))


for _encoding in ("utf-8-sig", "utf-16"):
    register(
        "octets", f"encodage_{_encoding}".replace("-", "_"),
        lambda good, _, e=_encoding: Damaged(good.to_bytes(e), FINE),
    )  # fmt: skip
register(
    "octets", "encodage_utf_16_gros_boutiste",
    lambda good, _: Damaged(b"\xfe\xff" + good.text().encode("utf-16-be"), FINE),
)  # fmt: skip


# Archives

register("octets", "archive_vide", lambda _, __: _whole(zipped({}), "octets.archive_contenu"))
register(
    "octets", "archive_de_deux_fichiers",
    lambda good, _: _whole(
        zipped({"a.csv": good.to_bytes(), "b.csv": good.to_bytes()}), "octets.archive_contenu"
    ),
)  # fmt: skip
register(
    "octets", "archive_dans_une_archive",
    lambda good, _: _whole(
        zipped({"a.zip": zipped({"a.csv": good.to_bytes()})}), "octets.archive_contenu"
    ),
)  # fmt: skip
register(
    "octets", "archive_avec_mot_de_passe",
    lambda good, _: _whole(
        containers.with_password(zipped({"a.csv": good.to_bytes()})), "octets.archive_protegee"
    ),
)  # fmt: skip
register(
    "octets", "archive_coupee",
    lambda good, _: _whole(zipped({"a.csv": good.to_bytes()})[:-40], "octets.archive_abimee"),
)  # fmt: skip
register(
    "octets", "archive_a_somme_fausse",
    lambda good, _: _whole(
        containers.with_wrong_sum(zipped({"a.csv": good.to_bytes()})), "octets.archive_abimee"
    ),
)  # fmt: skip
register(
    "octets", "archive_d_un_pdf",
    lambda _, __: _whole(zipped({"a.csv": _PDF}), "octets.autre_document"),
)  # fmt: skip
register(
    "octets", "archive_d_un_fichier_vide",
    lambda _, __: _whole(zipped({"a.csv": b""}), "octets.fichier_vide"),
)  # fmt: skip
register(
    "octets", "archive_saine",
    lambda good, _: Damaged(zipped({"dossier/a.csv": good.to_bytes()}), FINE),
)  # fmt: skip
register(
    "octets", "archive_venue_d_un_mac",
    lambda good, _: Damaged(
        zipped({"a.csv": good.to_bytes(), "__MACOSX/._a.csv": b"\x00\x05"}), FINE
    ),
)  # fmt: skip
register(
    "octets", "archive_d_un_classeur",
    lambda good, _: Damaged(zipped({"a.xlsx": containers.xlsx(good)}), FINE),
)  # fmt: skip
register(
    "octets", "archive_au_chemin_remontant",
    lambda good, _: _whole(
        zipped({"../../a.csv": good.to_bytes()}), "octets.archive_chemin"
    ),
)  # fmt: skip


@kind("octets", "archive_bombe")
def bomb(good: Good, _: str) -> Damaged:
    # Lines of many separators shrink less than blank ones do: they may be no bomb.
    content = good.to_bytes() + b"\r\n" * 10_000_000
    return _whole(zipped({"a.csv": content}), "octets.archive_bombe")


@kind("octets", "parquet_sain")
def parquet(good: Good, _: str) -> Damaged:
    return Damaged(containers.table(good).to_parquet(), FINE)


@kind("octets", "parquet_coupe")
def cut_parquet(good: Good, _: str) -> Damaged:
    return _whole(containers.table(good).to_parquet()[:-9], "octets.parquet_abime")


@kind("octets", "parquet_brouille")
def scrambled_parquet(good: Good, _: str) -> Damaged:
    content = bytearray(containers.table(good).to_parquet())
    noise = random.Random(good.domain)  # noqa: S311
    content[4:] = noise.randbytes(len(content) - 4)
    return _whole(bytes(content), "octets.parquet_abime")


@kind("octets", "parquet_sans_ligne")
def empty_parquet(good: Good, _: str) -> Damaged:
    return _whole(containers.parquet_without_rows(good), "structure.aucune_ligne")
