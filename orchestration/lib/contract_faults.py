"""A contract that cannot be read: which file, which line, what is wrong, in one sentence.

What belongs here: turning what the readers of YAML and of the standard raise into one fault. What
does not: reading contracts (`contracts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml
from pydantic import ValidationError

from orchestration.lib.faults import PlatformFault

_NAMED = re.compile(r"^(?:[\w.]+ : )?(\w+) : ")
_IN_FRENCH = {
    "extra_forbidden": "ce mot n'existe pas dans le standard des contrats",
    "missing": "cette information manque",
    "string_type": "un texte est attendu",
    "list_type": "une liste est attendue",
}
_CONSEQUENCE = (
    "Corrigez-le : d'ici là rien n'est jugé ni publié, les fichiers attendent dans la boîte de "
    "dépôt et la dernière publication reste lisible."
)


class ContractFault(PlatformFault):
    """A contract file cannot be used."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise ContractFault, with the file and the line, when reading the contract `path` fails."""
    try:
        yield
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "ce n'est pas du texte"
        raise _fault(path, mark.line + 1 if mark else None, f"YAML invalide ({problem})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        problem = _IN_FRENCH.get(first["type"], first["msg"])
        raise _fault(path, _line_of(path, first["loc"]), f"« {where} » : {problem}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        said = str(error) if isinstance(error, ValueError) else f"il manque {error}"
        named = _NAMED.match(said)
        line = _line_naming(path, named[1]) if named else None
        raise _fault(path, line, said.removeprefix(f"{path.name} : ")) from error


def _fault(path: Path, line: int | None, problem: str) -> ContractFault:
    place = f"{path.parent.name}/{path.name}" + (f", ligne {line}" if line else "")
    return ContractFault(f"Contrat illisible, {place} : {problem}. {_CONSEQUENCE}")


def _line_of(path: Path, keys: Sequence[str | int]) -> int | None:
    """Return the line of the value that `keys` lead to, or of the last one on the way to it."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for key in keys:
        if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
        elif isinstance(node, yaml.MappingNode):
            found = [value for name, value in node.value if name.value == str(key)]
            if not found:
                break
            node = found[0]
    return node.start_mark.line + 1 if node is not None else None


def _line_naming(path: Path, name: str) -> int | None:
    """Return the line that declares the column or the rule `name`."""
    declares = re.compile(rf"\s*-?\s*name:\s*['\"]?{re.escape(name)}['\"]?\s*$")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if declares.match(line)), None)
