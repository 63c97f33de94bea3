"""Contents as services make them: damaged letters, totals, dates turned round, codes protected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.lib.gate import Verdict
from tests.fabricated import made_up, table, written
from tests.samples import Table, refused_with, verdict

pytestmark = pytest.mark.usefixtures("open_data")
DOMAIN, ROWS = "ips_colleges", 40


def small() -> Table:
    return Table.of(DOMAIN).head(ROWS)


def codes(found: Verdict) -> list[str]:
    return [c.code for c in found.warnings]


def row(*cells: str) -> list[str]:
    return [*cells, *[""] * (len(small().header) - len(cells))]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (row("TOTAL GÉNÉRAL", "", "", "1 234"), "structure.ligne_de_total"),
        (row("", "Sous-total", "", "1 234"), "structure.ligne_de_total"),
        (row("Source : rectorat, DPE"), "structure.ligne_de_remarque"),
        (row("# fin de l'export"), "structure.ligne_de_remarque"),
        (["Total", "12"], "structure.ligne_de_total"),
        (["Champ : collèges publics"], "structure.ligne_de_remarque"),
        (Table.of(DOMAIN).header, "structure.en_tete_repete"),
    ],
)
def test_a_row_without_data_is_set_aside_with_its_own_message(line: list[str], code: str) -> None:
    found = verdict(small().plus(line).to_bytes())
    assert found.status == "accepte_avec_rejets"
    assert [(r.code, r.line) for r in found.rejects] == [(code, ROWS + 2)]
    assert len(found.kept) == ROWS


def test_totals_spend_no_tolerance_even_where_no_row_may_be_lost() -> None:
    official = Table.of("bac_departement")
    total = ["Total", *[""] * (len(official.header) - 1)]
    found = verdict(official.plus(total).to_bytes())
    assert found.status == "accepte_avec_rejets"
    assert len(found.kept) == len(verdict(official.to_bytes()).kept)


def test_damaged_accents_are_told_with_a_place_and_never_repaired() -> None:
    spoiled = small().put(4, "nom_etablissement", "CollÃ¨ge de l'Ã‰cole")
    found = verdict(spoiled.to_bytes())
    (said,) = found.warnings
    assert (found.status, said.code, said.line) == ("accepte", "octets.accents_abimes", 6)
    assert "Ã" in str(said)
    assert "CollÃ¨ge" not in str(said)
    assert found.kept["nom_etablissement"][4].startswith("CollÃ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Coll?ge d'Issoire", True),
        ("10.5555/fictif ann?e", True),
        ("https://exemple.fr/a?b Coll?ge", True),
        ("https://exemple.fr/liste?page", False),
        ("Est-ce vrai ?", False),
    ],
)
def test_letters_lost_beside_a_link_are_told_and_links_are_not(text: str, told: bool) -> None:
    found = verdict(small().put(4, "nom_etablissement", text).to_bytes())
    assert (found.status, codes(found)) == ("accepte", ["octets.accents_abimes"] * told)


def test_a_header_with_damaged_accents_is_refused_for_that_reason() -> None:
    spoiled = small().to_bytes().decode("utf-8-sig").encode().decode("cp1252", errors="ignore")
    found = verdict(spoiled.encode())
    assert [r.code for r in found.reasons] == ["octets.en_tetes_abimes"]


def test_files_pasted_end_to_end_are_told_and_their_second_header_set_aside() -> None:
    first, second = small(), replace(small(), rows=Table.of(DOMAIN).rows[ROWS : 2 * ROWS])
    found = verdict(first.to_bytes() + second.to_bytes())
    assert "octets.marque_au_milieu" in codes(found)
    assert [r.code for r in found.rejects] == ["structure.en_tete_repete"]
    assert len(found.kept) == 2 * ROWS


@pytest.mark.parametrize("cover", ['="{}"', "'{}", "{}\u200b", "\ufeff{}", "\u00a0{} "])
def test_a_protected_code_is_the_same_code_in_the_same_territory(cover: str) -> None:
    protected = small().put_all("uai", [cover.format(c) for c in small().column("uai")])
    expected = verdict(small().to_bytes()).kept
    found = verdict(protected.text().encode()).kept
    for column in ("uai", "_departement"):
        assert found[column].tolist() == expected[column].tolist()


def test_a_lost_zero_is_put_back_and_told() -> None:
    found = verdict(
        small().put_all("uai", [c.lstrip("0") for c in small().column("uai")]).to_bytes()
    )
    (said,) = found.warnings
    assert (found.status, said.code, said.count) == ("accepte", "types.zero_perdu", ROWS)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("6,3E+06", "types.notation_scientifique"),
        ("#REF!", "octets.erreur_de_tableur"),
        ("#N/D", "octets.erreur_de_tableur"),
        ("########", "octets.erreur_de_tableur"),
        ("=A2&B2", "octets.formule_sans_valeur"),
        ("XX", "types.uai"),
    ],
)
def test_what_a_spreadsheet_did_to_a_code_is_named(value: str, code: str) -> None:
    (reject,) = verdict(small().put(3, "uai", value).to_bytes()).rejects
    assert (reject.code, reject.line, reject.value) == (code, 5, value)


def test_rows_whose_codes_are_unreadable_are_not_called_doubles() -> None:
    found = verdict(small().put(1, "uai", "?!").put(2, "uai", "?!").to_bytes())
    assert [r.code for r in found.rejects] == ["types.uai", "types.uai"]


def test_a_rounded_number_is_no_whole_number() -> None:
    found = verdict(Table.of("ivac").head(9).put(2, "nb_candidats_g", "1,2E+05").to_bytes())
    assert [r.code for r in found.rejects] == ["types.notation_scientifique"]


def dated(days: list[str]) -> Verdict:
    rows = table("labellisations", len(days))
    spoiled = [{**r, "date_obtention": d} for r, d in zip(rows, days, strict=True)]
    return verdict(written("labellisations", spoiled))


def test_dates_written_month_first_refuse_the_file_where_others_are_doubtful() -> None:
    days = [f"{m:02d}/{d:02d}/2024" for m in (1, 2, 3) for d in (5, 9, 17, 25, 28)]
    found = dated(days)
    assert [(r.code, r.line) for r in found.reasons] == [("types.dates_americaines", 4)]


def test_one_date_written_month_first_is_the_fault_of_its_row() -> None:
    found = dated([*["01/10/2024"] * 20, "12/31/2024"])
    assert [r.code for r in found.rejects] == ["types.date_americaine"]


def test_serial_dates_mixed_formats_and_far_dates_are_told() -> None:
    days = [*["01/10/2024"] * 20, "45566", "2024-10-05", "01/01/1900"]
    found = dated(days)
    assert {"types.date_en_nombre", "types.formats_de_date", "types.date_lointaine"} <= set(
        codes(found)
    )


def test_a_missing_column_that_is_misspelled_is_guessed() -> None:
    header = [h.replace("Secteur", "Secteurr") for h in small().header]
    (reason,) = verdict(replace(small(), header=header).to_bytes()).reasons
    assert reason.code == "structure.colonne_manquante"
    assert "Au lieu de « Secteurr », vouliez-vous dire « Secteur » ?" in str(reason)


def test_a_column_without_a_name_is_told_when_it_holds_something() -> None:
    def widened(cell: str) -> Table:
        rows = [[r[0], cell, *r[1:]] for r in small().rows]
        return replace(small(), header=[small().header[0], "", *small().header[1:]], rows=rows)

    assert codes(verdict(widened("x").to_bytes())) == ["structure.colonne_sans_nom"]
    assert codes(verdict(widened("").to_bytes())) == []


def test_columns_shifted_by_one_are_refused_though_no_territory_is_ours() -> None:
    official = Table.of("bac_departement")
    shifted = replace(official, rows=[[*r[-1:], *r[:-1]] for r in official.rows])
    assert verdict(shifted.to_bytes()).status == "refuse"


def test_a_row_wider_than_all_others_has_moved_even_when_its_last_cell_is_blank() -> None:
    lines = small().text().split("\r\n")
    lines[4] += ";"
    (reject,) = verdict("\r\n".join(lines).encode()).rejects
    assert (reject.code, reject.line) == ("structure.valeurs_en_trop", 5)


def test_an_identifier_in_another_column_is_never_repeated() -> None:
    rows = table("eleves", 20)
    rows[0]["uai"] = rows[0]["ine"]
    found = verdict(written("eleves", rows))
    assert [r.value for r in found.rejects if r.code == "types.uai"] == [""]


def test_a_file_of_another_contract_under_a_title_is_recognised_as_such() -> None:
    content = b"Titre du service\r\n\r\n" + made_up("labellisations", 5)
    found = verdict(content)
    assert found.contract is not None
    assert found.contract.domain == "labellisations"
    assert [(c.code, c.line) for c in found.warnings if c.code.startswith("octets")] == [
        ("octets.titre_au_dessus", 3)
    ]


@pytest.mark.parametrize("place", [0, 3])
def test_a_line_without_end_is_no_table(place: int) -> None:
    lines = Table.of("ips_colleges").head(9).to_bytes().split(b"\r\n")
    lines[place] += b"x" * 10_000_000
    assert refused_with(b"\r\n".join(lines)) == "octets.ligne_trop_longue"
