"""Rules across columns of the files of axes 2 to 4: the row that breaks one is told which."""

from __future__ import annotations

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.recognition import Announced
from tests.fabricated import table, written
from tests.samples import verdict

NO = {"admis": "N", "admissible": "N", "present": "N", "inscrit": "N"}
BROKEN = [
    ("certifications", NO | {"admis": "O"}, "Le candidat est admis sans être présent"),
    ("certifications", NO | {"present": "O"}, "Le candidat est présent sans être inscrit"),
    ("certifications", NO | {"admissible": "O"}, "Le candidat est admissible sans être présent"),
    ("formation_participations", {"present": "O", "convoque": "N"},
     "L'agent est présent sans avoir été convoqué"),
    ("formation_sessions", {"date_debut": "2024-10-02", "date_fin": "2024-10-01"},
     "La date de fin précède la date de début"),
    ("demarches_qualite", {"nb_procedures": "3", "nb_procedures_validees": "4"},
     "Le nombre de procédures validées dépasse celui des procédures formalisées"),
    ("publications_service", {"publi_service_type": "Note de service", "nb_pages": ""},
     "Une note de service n'a pas de nombre de pages"),
    ("publications_service", {"nb_destinataires": "9", "nb_destinataires_cibles": "8"},
     "Le nombre de destinataires atteints dépasse celui des destinataires à atteindre"),
    ("reseaux_membres", {"date_entree": "2024-10-01", "date_sortie": "2024-10-01"},
     "La date de sortie ne suit pas la date d'entrée"),
    ("reunions", {"nb_presents": "6", "nb_invites": "5"},
     "Le nombre de présents dépasse le nombre d'invités"),
    ("sst_registres", {"date_depot": "2024-10-02", "date_reponse": "2024-10-01"},
     "La réponse précède le dépôt de la fiche"),
    ("remontee_qualitative", {"niveau_maturite": "2", "nb_preuves": "0"},
     "Un niveau 2, 3 ou 4 est déclaré sans preuve"),
    ("remontee_qualitative", {"niveau_maturite": "3", "recit": ""},
     "Un niveau 2, 3 ou 4 est déclaré sans récit"),
    ("cibles", {"annee_base": "2026-2027"}, "L'année de référence ne précède pas l'année visée"),
    ("cibles", {"annee_base": ""}, "Une valeur de référence est donnée sans son année"),
]  # fmt: skip
KEPT = [
    ("certifications", NO),
    ("certifications", {"present": "O", "inscrit": "O", "admis": "N", "admissible": ""}),
    ("formation_participations", {"present": "N", "convoque": "N"}),
    ("formation_sessions", {"date_debut": "2024-10-01", "date_fin": "2024-10-01"}),
    ("demarches_qualite", {"nb_procedures": "3", "nb_procedures_validees": "3"}),
    ("demarches_qualite", {"nb_procedures": "", "nb_procedures_validees": "4"}),
    ("publications_service", {"publi_service_type": "OUTIL_PARTAGE", "nb_pages": ""}),
    ("reseaux_membres", {"date_sortie": ""}),
    ("reunions", {"nb_presents": "5", "nb_invites": "5"}),
    ("sst_registres", {"date_reponse": ""}),
    ("remontee_qualitative", {"niveau_maturite": "1", "nb_preuves": "0", "recit": ""}),
    ("cibles", {"annee_base": "2025-2026", "valeur_base": ""}),
]


def rejected(domain: str, cells: dict[str, str]) -> list[tuple[int, str]]:
    rows = table(domain, 20)
    rows[2] |= cells
    told = Announced(school_year="2024-2025" if contracts()[domain].one_year else None)
    return [(r.line, r.problem) for r in verdict(written(domain, rows), told=told).rejects]


@pytest.mark.parametrize(("domain", "cells", "said"), BROKEN)
def test_a_row_that_breaks_a_rule_is_told_which(
    domain: str, cells: dict[str, str], said: str
) -> None:
    assert rejected(domain, cells) == [(4, said)]


@pytest.mark.parametrize(("domain", "cells"), KEPT)
def test_a_row_at_the_edge_of_a_rule_is_kept(domain: str, cells: dict[str, str]) -> None:
    assert rejected(domain, cells) == []


def test_every_rule_of_these_files_is_put_to_the_test() -> None:
    said = {(domain, sentence) for domain, _, sentence in BROKEN}
    domains = {domain for domain, _ in said}
    assert said == {(d, r.sentence.split(" : ")[0]) for d in domains for r in contracts()[d].rules}
