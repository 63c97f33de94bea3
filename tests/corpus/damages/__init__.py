"""The kinds of damage, one module per stage of the checks; importing this package registers all."""

from tests.corpus.damages import classeurs, croisement, octets, regles, structure, typage

__all__ = ["classeurs", "croisement", "octets", "regles", "structure", "typage"]
