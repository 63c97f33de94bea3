"""Running a suite: rows that fail are named, values never are, a broken rule is a fault."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest
from great_expectations import expectations as gxe

from expectations.validation import _context, validate
from orchestration import PROJECT_ROOT

FRAME = pd.DataFrame({"a": [1, 5, 9], "b": [1, 6, 2], "nom": ["x", None, "secret"]})


def test_a_failure_names_the_rule_and_the_rows() -> None:
    expectations = [
        gxe.ExpectColumnValuesToBeBetween(
            column="a", min_value=0, max_value=4, meta={"regle": "bornes"}
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="nom", meta={"regle": "obligatoire"}),
        gxe.ExpectColumnValuesToBeUnique(column="b"),
    ]
    bounds, missing = validate("essai", FRAME, expectations)
    assert (bounds.column, bounds.rows.tolist()) == ("a", [1, 2])
    assert bounds.meta == {"regle": "bornes"}
    assert (missing.column, missing.rows.tolist()) == ("nom", [1])


def test_rows_are_named_by_the_index_of_the_frame() -> None:
    shifted = FRAME.set_axis([10, 20, 30])
    (failure,) = validate(
        "essai", shifted, [gxe.ExpectColumnValuesToBeInSet(column="a", value_set=[1, 9])]
    )
    assert failure.rows.tolist() == [20]


@pytest.mark.parametrize(
    "broken",
    [
        gxe.ExpectColumnValuesToNotBeNull(column="absente"),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="a", column_B="nom"),
        gxe.ExpectTableRowCountToEqual(value=4),
    ],
    ids=["colonne absente", "types incomparables", "aucune ligne désignée"],
)
def test_a_rule_that_cannot_point_at_rows_stops_everything(broken: object) -> None:
    with pytest.raises(RuntimeError, match="n'a pas pu être évaluée"):
        validate("essai", FRAME, [broken])  # type: ignore[list-item]


def test_a_result_holds_no_value_of_the_frame() -> None:
    failures = validate(
        "essai", FRAME, [gxe.ExpectColumnValuesToBeInSet(column="nom", value_set=["x"])]
    )
    assert failures
    assert "secret" not in repr(failures)


def test_great_expectations_neither_calls_home_nor_writes() -> None:
    context = _context()
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert context.variables.progress_bars["globally"] is False
    assert type(context).__name__ == "EphemeralDataContext"


def test_the_library_loads_without_databases_and_leaves_them_to_others() -> None:
    done = subprocess.run(
        [sys.executable, "-c", (
            "import sys; from expectations.library import load; load();"
            "print(sorted({'sqlalchemy', 'boto3'} & set(sys.modules)));"
            "from expectations import validation; import pandas as pd;"
            "from great_expectations import expectations as gxe;"
            "rule = gxe.ExpectColumnValuesToBeInSet(column='a', value_set=[1]);"
            "print(validation.validate('essai', pd.DataFrame({'a': [1, 2]}), [rule])[0].rows);"
            "import dagster, sqlalchemy; print(sqlalchemy.select(1))"
        )],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["[]", "[1]", "SELECT 1"]
