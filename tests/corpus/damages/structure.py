"""Damage to structure: headers, columns, shapes of rows.

What belongs here: kinds that strike columns and rows as wholes. What does not: the value of a
cell (`typage`), rules (`regles`).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.lib.nomenclatures import fold
from tests.corpus.model import (
    FINE,
    Damaged,
    Expected,
    Good,
    aside,
    kind,
    odd,
    refused,
    register,
    rejected,
    remarked,
    warned,
)

LOST = ("structure.colonne_manquante", "structure.en_tetes_inconnus", "structure.autre_domaine")


def mandatory(good: Good) -> list[str]:
    """Return the columns without which the file is refused."""
    return [c.name for c in good.contract.columns if not c.optional and c.name in good.places]


def _without(good: Good, place: int) -> Good:
    def drop(cells: tuple[str, ...]) -> tuple[str, ...]:
        return cells[:place] + cells[place + 1 :]

    return replace(good, header=drop(good.header), rows=tuple(map(drop, good.rows)))


def _renamed(good: Good, column: str, header: str) -> Good:
    place = good.places[column]
    return replace(good, header=(*good.header[:place], header, *good.header[place + 1 :]))


@kind("structure", "entetes_seuls")
def header_only(good: Good, _: str) -> Damaged:
    return Damaged(good.with_rows([]).to_bytes(), refused("structure.aucune_ligne"))


@kind("structure", "entetes_puis_lignes_vides")
def header_and_blanks(good: Good, _: str) -> Damaged:
    blank = ";" * (len(good.header) - 1) + "\r\n"
    text = good.with_rows([]).text() + blank * 5
    return Damaged(text.encode(), refused("structure.aucune_ligne"))


@kind("structure", "sans_entetes")
def no_header(good: Good, _: str) -> Damaged:
    return Damaged("".join(good.lines()[1:]).encode(), refused(*LOST, line=1))


@kind("structure", "entete_repete_dans_les_lignes")
def header_again(good: Good, _: str) -> Damaged | None:
    middle = len(good.rows) // 2
    if not middle:
        return None
    twice = good.with_rows([*good.rows[:middle], good.header, *good.rows[middle:]])
    codes = ("structure.en_tete_repete",)
    return Damaged(twice.to_bytes(), odd(*codes, line=middle + 2))


@kind("structure", "ligne_de_titre_au_dessus")
def title_row(good: Good, _: str) -> Damaged:
    text = f"Export du 12/03/2026 : {good.contract.title.replace(';', ',')}\r\n\r\n" + good.text()
    return Damaged(text.encode(), remarked("octets.titre_au_dessus"))


@kind("structure", "entete_sur_deux_lignes")
def two_line_header(good: Good, _: str) -> Damaged:
    above = ["Identification", *[""] * (len(good.header) - 1)]
    if len(above) > 2:
        above[2] = "Résultats"
    text = ";".join(above) + "\r\n" + good.text()
    return Damaged(text.encode(), odd("octets.en_tete_fusionne", "octets.titre_au_dessus", *LOST))


@kind("structure", "note_de_bas_de_page")
def footnote(good: Good, _: str) -> Damaged | None:
    if len(good.header) < 2:
        return None
    text = good.text() + "Source : service statistique académique\r\n"
    row = len(good.rows)
    return Damaged(text.encode(), aside("structure.ligne_de_remarque", row=row))


@kind("structure", "ligne_de_total")
def total_row(good: Good, _: str) -> Damaged:
    cells = ["Total", *[""] * (len(good.header) - 1)]
    for column in good.present(lambda c: c.business_type == "entier"):
        numbers = [t for t in good.cells(column.name) if t.isdigit()]
        cells[good.places[column.name]] = str(sum(map(int, numbers)))
    return Damaged(good.with_rows([*good.rows, cells]).to_bytes(),
                   odd("structure.ligne_de_total", line=len(good.rows) + 2))  # fmt: skip


@kind("structure", "colonne_manquante", mandatory)
def missing_column(good: Good, column: str) -> Damaged:
    content = _without(good, good.places[column]).to_bytes()
    return Damaged(content, refused(*LOST, line=1))


@kind("structure", "colonne_renommee", mandatory)
def renamed_column(good: Good, column: str) -> Damaged:
    return Damaged(_renamed(good, column, "zorglub").to_bytes(), refused(*LOST, line=1))


@kind("structure", "entete_vide", mandatory)
def blank_header(good: Good, column: str) -> Damaged:
    return Damaged(_renamed(good, column, "").to_bytes(), refused(*LOST, line=1))


@kind("structure", "colonne_en_double", mandatory)
def repeated_column(good: Good, column: str) -> Damaged:
    twice = good.with_column(good.label(column), "x")
    return Damaged(twice.to_bytes(), refused("structure.colonne_repetee", line=1))


@kind("structure", "colonne_facultative_absente")
def optional_column_left_out(good: Good, _: str) -> Damaged | None:
    contract = good.contract
    needed = {contract.measure_column, contract.territory_column, contract.period_column}
    needed |= {word for rule in contract.rules for word in _words(rule.condition)}
    optional = good.present(lambda c: c.optional and not c.key and c.name not in needed)
    if not optional:
        return None
    return Damaged(
        _without(good, good.places[optional[0].name]).to_bytes(), replace(FINE, same=False)
    )


def _words(condition: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "_" else " " for c in condition).split()


@kind("structure", "colonnes_dans_un_autre_ordre")
def reordered(good: Good, _: str) -> Damaged:
    turned = replace(good, header=good.header[::-1], rows=tuple(r[::-1] for r in good.rows))
    return Damaged(turned.to_bytes(), FINE)


@kind("structure", "colonne_en_plus")
def extra_column(good: Good, _: str) -> Damaged:
    return Damaged(
        good.with_column("Observations du service", "vu").to_bytes(),
        warned("structure.colonne_inconnue"),
    )


@kind("structure", "colonne_sans_nom_au_milieu")
def nameless_column(good: Good, _: str) -> Damaged:
    return Damaged(
        replace(
            good,
            header=(good.header[0], "", *good.header[1:]),
            rows=tuple((r[0], "vu", *r[1:]) for r in good.rows),
        ).to_bytes(),
        warned("structure.colonne_sans_nom"),
    )


@kind("structure", "colonnes_vides_a_droite")
def blank_columns(good: Good, _: str) -> Damaged:
    wide = good.with_column("", "").with_column("", " ").with_column("", "")
    return Damaged(wide.to_bytes(), FINE)


@kind("structure", "colonne_vide_au_milieu")
def blank_column(good: Good, _: str) -> Damaged:
    return Damaged(
        replace(
            good,
            header=(good.header[0], "", *good.header[1:]),
            rows=tuple((r[0], "", *r[1:]) for r in good.rows),
        ).to_bytes(),
        FINE,
    )


def _line(good: Good, row: int, change: str, *codes: str) -> Damaged:
    lines = good.lines()
    lines[row + 1] = change
    return Damaged("".join(lines).encode(), rejected(good, *codes, row=row))


def _plain(good: Good) -> bool:
    return '"' not in good.text() and len(good.rows) > 2 and len(good.header) > 2


@kind("structure", "ligne_avec_une_valeur_de_trop")
def one_more(good: Good, _: str) -> Damaged | None:
    if not _plain(good):
        return None
    line = good.lines()[2].rstrip() + ";intrus\r\n"
    return _line(good, 1, line, "structure.valeurs_en_trop")


@kind("structure", "ligne_avec_une_valeur_de_moins")
def one_less(good: Good, _: str) -> Damaged | None:
    if not _plain(good):
        return None
    line = good.lines()[2].rpartition(";")[0] + "\r\n"
    return _line(good, 1, line, "structure.valeurs_manquantes")


@kind("structure", "ligne_decalee_d_une_colonne")
def shifted_line(good: Good, _: str) -> Damaged | None:
    if not _plain(good) or not good.rows[1][-1].strip():
        return None
    return _line(good, 1, ";" + good.lines()[2], "structure.valeurs_en_trop")


@kind("structure", "ligne_avec_un_autre_separateur")
def other_separator(good: Good, _: str) -> Damaged | None:
    if not _plain(good):
        return None
    line = good.lines()[2].replace(";", ",")
    return _line(good, 1, line, "structure.valeurs_manquantes")


@kind("structure", "separateur_dans_un_texte_sans_guillemets")
def loose_separator(good: Good, _: str) -> Damaged | None:
    if not _plain(good):
        return None
    first, _, rest = good.lines()[2].partition(";")
    return _line(good, 1, f"{first};{first};{rest}", "structure.valeurs_en_trop")


@kind("structure", "colonnes_decalees_dans_tout_le_fichier")
def all_shifted(good: Good, _: str) -> Damaged:
    turned = good.with_rows([(r[-1], *r[:-1]) for r in good.rows])
    return Damaged(turned.to_bytes(), Expected("refuse"))


def _swappable(good: Good) -> list[str]:
    """Return the territory column, where a mandatory column of another type stands beside it."""
    territory = good.contract.territory_column
    if territory not in good.places or good.contract.territory_kind != "uai":
        return []
    return [territory]


@kind("structure", "deux_colonnes_echangees", _swappable)
def swapped(good: Good, column: str) -> Damaged | None:
    others = good.present(
        lambda c: (
            c.name != column and c.required and c.business_type in ("periode", "entier", "ine")
        )
    )
    if not others:
        return None
    here, there = good.places[column], good.places[others[0].name]

    def swap(cells: tuple[str, ...]) -> list[str]:
        turned = list(cells)
        turned[here], turned[there] = turned[there], turned[here]
        return turned

    return Damaged(good.with_rows([swap(r) for r in good.rows]).to_bytes(), Expected("refuse"))


@kind("structure", "fichier_colle_deux_fois")
def pasted_twice(good: Good, _: str) -> Damaged:
    content = (good.text() + good.text()).encode()
    return Damaged(content, odd("structure.en_tete_repete", line=len(good.rows) + 2))


@kind("structure", "ligne_vide_au_milieu")
def blank_line(good: Good, _: str) -> Damaged:
    lines = good.lines()
    return Damaged("".join([*lines[:1], "\r\n", *lines[1:], ";;\r\n"]).encode(), FINE)


@kind("structure", "queue_de_lignes_vides")
def blank_tail(good: Good, _: str) -> Damaged:
    tail = (";" * (len(good.header) - 1) + "\r\n") * 3000
    return Damaged(good.to_bytes() + tail.encode(), remarked("octets.lignes_vides"))


def _separated(delimiter: str) -> None:
    names = {",": "virgule", "\t": "tabulation", "|": "barre"}
    register(
        "structure", f"separateur_{names[delimiter]}",
        lambda good, _: Damaged(good.text(delimiter).encode(), FINE),
    )  # fmt: skip


for _delimiter in (",", "\t", "|"):
    _separated(_delimiter)


@kind("structure", "separateur_annonce_a_tort")
def wrong_separator(good: Good, _: str) -> Damaged:
    return Damaged(b"sep=|\r\n" + good.to_bytes(), refused(*LOST))


def _headed(good: Good, name: str) -> Good:
    header = [
        {"majuscules": h.upper(), "avec_espaces": f"  {h.replace('_', ' ')} "}[name]
        for h in good.header
    ]
    return replace(good, header=tuple(header))


for _style in ("majuscules", "avec_espaces"):
    register(
        "structure", f"entetes_{_style}",
        lambda good, _, s=_style: Damaged(_headed(good, s).to_bytes(), FINE),
    )  # fmt: skip


@kind("structure", "entetes_en_libelles")
def labels(good: Good, _: str) -> Damaged | None:
    if good.contract.period_kind == "en_tete":
        return None
    header = list(good.header)
    for column, place in good.places.items():
        header[place] = good.contract.column(column).label
    if len({fold(h) for h in header}) < len(header):
        return None
    return Damaged(replace(good, header=tuple(header)).to_bytes(), FINE)


FORBIDDEN = {
    "nom": ("Nom de l'élève", "MARTIN"), "prenom": ("Prénom", "Camille"),
    "adresse": ("Adresse", "1 rue Haute"), "telephone": ("N° téléphone", "0601020304"),
    "courriel": ("Courriel", "c@exemple.fr"), "nir": ("Numéro de sécurité sociale", "1"),
    "date_de_naissance": ("Date de naissance", "01/01/2010"), "numen": ("NUMEN", "06E"),
    "nationalite": ("Nationalité", "FR"),
}  # fmt: skip


def _forbidden(good: Good, what: str) -> Damaged | None:
    header, value = FORBIDDEN[what]
    if good.contract.column_of_header(fold(header)) is not None:
        return None
    content = good.with_column(header, value).to_bytes()
    return Damaged(content, refused("structure.colonne_interdite", line=1))


for _what in FORBIDDEN:
    register(
        "structure", f"colonne_interdite_{_what}", lambda good, _, w=_what: _forbidden(good, w)
    )
