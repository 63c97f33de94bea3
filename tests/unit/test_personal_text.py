"""Free text: people are found however they are written, and ordinary prose names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.lib import personal_text
from orchestration.lib.personal_text import EMAIL, INE, NAME, NIR, PHONE, personal_data
from tests.fabricated import SIRET, ine
from tests.samples import uai

FOUND = {
    EMAIL: ["prenom.nom@ac-clermont.fr", "nom @ ecole.org", "a_b+c@x-y.co.uk", "nom[at]ac-lyon.fr",
            "nom (arobase) free.fr"],
    PHONE: ["06 12 34 56 78", "0612345678", "04.73.00.00.00", "04-73-00-00-00", "06/12/34/56/78",
            "+33 6 12 34 56 78", "+33(0)6.12.34.56.78", "0033612345678",
            "06\u00a012\u00a034\u00a056\u00a078"],
    INE: ["1234567890D", "123456789ab", "0A123456789", "2023A12345F"],
    NIR: ["1 85 05 63 123 456 78", "185056312345678", "2850563123456", "2 99 12 2A 123 456 01"],
    NAME: ["M. Dupont", "Mme X", "Mme DURAND", "MM. Petit et Roux", "Mme Le Goff", "Mr. Martin",
           "Madame de Villiers", "monsieur d'Estaing", "M. d’Ormesson", "Mlle Aya", "mme Durand",
           "Monsieur et Madame Petit", "Madame Éluard", "Mme O'Brien", "M. K.", "M Dupont",
           "M.\u00a0Dupont", "Dr Martin", "Mme Lemaire"],
}  # fmt: skip
FRAMES = ["{}", "Suivi assuré par {}, en lien avec la vie scolaire.", "(voir {})", "… {} ; bilan"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in FOUND.items() for t in texts])
def test_what_designates_a_person_is_found_wherever_it_stands(
    kind: str, text: str, frame: str
) -> None:
    assert personal_data(frame.format(text)) == (kind,)


@pytest.mark.parametrize("text", [
    "M. le principal", "Mme la CPE", "M. l'IEN et Mme l’inspectrice", "Madame la Rectrice",
    "Monsieur Le Principal", "Mme CPE", "Madame Principale adjointe", "M. IEN", "M. Sous-Préfet",
    "Madame, Monsieur, chers parents", "Mesdames et Messieurs les élus", "MM. les inspecteurs",
    "Madame est venue", "les mesures", "des mmes", "5 m. Carré de sciences", "le niveau M2 MEEF",
    "l'école Madame de Staël", "au lycée Madame Curie", "rue de Madame Royale",
    "120 élèves de 6e le 12/03/2024", "le 01.02.2024 10 élèves", "classes 01 02 03 04",
    "le 06-12-2024 à 17 h 30", "budget de 1 250 000 €", "0,12 34 56 78 91", "de 2019 à 2025",
    "SIRET 732 829 320 00074", f"SIRET {SIRET}", "MEF 10010012110", "GENERATION2", "REMEDIATION",
    f"UAI {uai('0630018')}", "10.1007/s10734-021-00745-1", "2023-2024", "CM1-CM2", "M.", "Mme",
])  # fmt: skip
def test_ordinary_prose_names_nobody(text: str) -> None:
    assert personal_data(text) == ()
    assert personal_data(f"Dans l'unité, {text}.") == ()


PHRASES = st.sampled_from([
    "les élèves de 6e avec M. le principal", "Mme la CPE", "Mme\u00a0l'inspectrice", "REP+",
    "projet « Lire »", "évalué en conseil d'école", "Mathématiques", "Monsieur le Maire", "EDD",
    "l'équipe de Clermont", "M. l'IEN puis Madame la Proviseure", "d'Ambert à Thiers", "Pix 3/4",
])  # fmt: skip
FIGURES = st.one_of(
    st.integers(0, 99_999).map(str),
    st.integers(0, 9_999_999).map(lambda n: f"{n:,}".replace(",", "\u202f") + " €"),
    st.dates().map(lambda d: f"{d:%d/%m/%Y}"),
    st.dates().map(lambda d: f"{d:%d.%m.%Y}"),
    st.dates().map(str),
    st.times().map(lambda t: f"{t:%H h %M}"),
    st.integers(1_000, 9_999_999).map(lambda n: uai(f"{n:07d}")),
    st.integers(2015, 2030).map(lambda y: f"{y}-{y + 1}"),
    st.decimals(0, 100, places=1).map(lambda d: f"{d} %".replace(".", ",")),
)


@given(st.lists(st.one_of(PHRASES, FIGURES), max_size=30).map(" ".join))
def test_prose_made_of_offices_words_dates_and_figures_names_nobody(text: str) -> None:
    assert personal_data(text) == ()


PROSE = st.lists(PHRASES, max_size=4).map(" ; ".join)
SPACE = st.sampled_from([" ", "\u00a0", "\u202f"])


@st.composite
def identifiers(draw: st.DrawFn) -> tuple[str, str]:
    """Return a kind of personal data and one made at random."""
    kind = draw(st.sampled_from([EMAIL, PHONE, INE, NIR, NAME]))
    digits = "".join(str(d) for d in draw(st.lists(st.integers(0, 9), min_size=15, max_size=15)))
    if kind == EMAIL:
        name = draw(st.from_regex(r"[a-z]{1,12}(\.[a-z]{1,12})?", fullmatch=True))
        return kind, f"{name}@{draw(st.sampled_from(['ac-lyon.fr', 'free.fr', 'ecole.net']))}"
    if kind == PHONE:
        separator = draw(st.sampled_from(["", " ", ".", "-", "\u00a0"]))
        first = draw(st.integers(1, 9))
        return kind, separator.join([f"0{first}", *(digits[i : i + 2] for i in range(0, 8, 2))])
    if kind == INE:
        return kind, ine(int(digits[:9]))
    if kind == NIR:
        month = f"{draw(st.integers(1, 12)):02d}"
        parts = [draw(st.sampled_from("12")), digits[:2], month, digits[2:4], digits[4:7],
                 digits[7:10], digits[10:12]]  # fmt: skip
        return kind, draw(st.sampled_from(["", " "])).join(parts)
    title = draw(st.sampled_from(["M.", "Mme", "Monsieur", "Madame", "Mlle", "madame"]))
    name = draw(st.from_regex(r"[A-ZÉ][a-zéèï]{3,10}(-[A-Z][a-z]{3,8})?", fullmatch=True))
    return kind, f"{title}{draw(SPACE)}{name}"


@given(PROSE, identifiers(), PROSE)
def test_an_identifier_in_the_middle_of_prose_is_found(
    before: str, found: tuple[str, str], after: str
) -> None:
    kind, text = found
    assert kind in personal_data(f"{before} : {text} ; {after}")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    kinds = personal_data(text)
    assert set(kinds) <= {EMAIL, PHONE, INE, NIR, NAME}
    assert len(set(kinds)) == len(kinds)


def test_every_kind_found_is_named_in_a_fixed_order() -> None:
    text = "Mme Durand, 1234567890D, 06 12 34 56 78, a@b.fr"
    assert personal_data(text) == (EMAIL, PHONE, INE, NAME)


@given(st.from_regex(personal_text._SHORT_CODE, fullmatch=True))
def test_a_code_too_short_to_identify_anybody_is_not_searched(text: str) -> None:
    assert not [kind for kind, holds in personal_text._CHECKS.items() if holds(text)]
    assert personal_data(text) == ()
