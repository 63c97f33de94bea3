"""The kinds of damage, by stage of the checks; importing this package registers all of them."""

from tests.corpus.damages import (
    annonces,
    classeurs,
    croisement,
    octets,
    regles,
    structure,
    typage,
)

__all__ = ["annonces", "classeurs", "croisement", "octets", "regles", "structure", "typage"]
