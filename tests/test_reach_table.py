"""The README's table of what can be stopped says what the tests saw, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .stops_seen import ROOT


@pytest.fixture
def reach_table(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, which is no part of a package."""
    path = ROOT / "scripts" / "reach_table.py"
    spec = importlib.util.spec_from_file_location("reach_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.syspath_prepend(path.parent)
    # Its dataclasses look their module up.
    monkeypatch.setitem(sys.modules, "reach_table", module)
    spec.loader.exec_module(module)
    return module


def note(folder: Path, **stop: Any) -> None:
    line = {"row": "one", "situation": "midway", "receipt": "cancelled", "let_go_ms": 5.0} | stop
    with (folder / "1.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def row(reach_table: ModuleType, **fields: Any) -> Any:
    given = {"id": "one", "what": "A", "tried": "B", "reach": "C", "situations": ("midway",)}
    return reach_table.Row(**given | fields)


def test_the_time_of_a_row_is_the_median_of_what_was_seen(
    reach_table: ModuleType, tmp_path: Path
) -> None:
    for let_go_ms in (4.0, 7.0, 900.0):
        note(tmp_path, let_go_ms=let_go_ms)
    facts = reach_table.read_seen(tmp_path)
    assert facts["one"]["midway"] == {"receipts": ["cancelled"], "ended_ms": 7.0}
    assert "| after 7 ms" in reach_table.table("row", [row(reach_table)], facts)


def test_a_row_that_lets_no_model_go_says_so(reach_table: ModuleType, tmp_path: Path) -> None:
    note(tmp_path, let_go_ms=None, receipt="detached")
    facts = reach_table.read_seen(tmp_path)
    assert "| detached | not let go" in reach_table.table("row", [row(reach_table)], facts)


def test_a_row_that_no_test_has_stopped_is_an_error(
    reach_table: ModuleType, tmp_path: Path
) -> None:
    rows = [row(reach_table, situations=("midway", "in a stall"))]
    note(tmp_path)
    with pytest.raises(reach_table.TableError, match="one: in a stall"):
        reach_table.check_complete(rows, reach_table.read_seen(tmp_path))


@pytest.mark.parametrize(
    ("stop", "says"),
    [
        ({"receipt": "detached"}, "one, midway"),
        ({"situation": "in a stall"}, "not stopped midway"),
        ({"row": "other"}, "no row other"),
    ],
)
def test_tests_that_saw_something_else_than_the_table_says_are_an_error(
    reach_table: ModuleType, tmp_path: Path, stop: dict[str, str], says: str
) -> None:
    facts = {"one": {"midway": {"receipts": ["cancelled"], "ended_ms": 5.0}}}
    note(tmp_path, **stop)
    with pytest.raises(reach_table.TableError, match=says):
        reach_table.check_seen([row(reach_table)], facts, reach_table.read_seen(tmp_path))


def test_what_is_tried_elsewhere_is_not_asked_for(reach_table: ModuleType, tmp_path: Path) -> None:
    facts = {"one": {"midway": {"receipts": ["cancelled"], "ended_ms": 5.0}}}
    rows = [row(reach_table, suite="test-agents")]
    reach_table.check_seen(rows, facts, reach_table.read_seen(tmp_path))


def test_cells_stand_in_a_table_of_their_own(reach_table: ModuleType, tmp_path: Path) -> None:
    rows = reach_table.read_rows(
        """[[row]]
        id = "one"
        what = "A persona"
        tried = "B"
        reach = "C"
        situations = ["midway"]

        [[cell]]
        id = "two"
        what = "A kernel client"
        tried = "D"
        reach = "E"
        """
    )
    note(tmp_path)
    ran = {"let_go_ms": None, "row": "two", "situation": "while it runs", "last_beat_ms": -2.0}
    note(tmp_path, **ran)
    note(tmp_path, **ran | {"situation": "while it waits", "last_beat_ms": None})
    marks = [reach_table.BEGIN, reach_table.END, reach_table.BEGIN_CELLS, reach_table.END]
    readme = reach_table.with_tables("".join(marks), rows, reach_table.read_seen(tmp_path))
    answers, cells = readme.split(reach_table.BEGIN_CELLS)
    assert ("A persona" in answers, "A kernel client" in answers) == (True, False)
    assert ("A kernel client" in cells, "after 1 ms" in cells) == (True, True)


def test_the_rest_of_the_readme_stays(reach_table: ModuleType) -> None:
    marks = (reach_table.BEGIN, reach_table.END, reach_table.BEGIN_CELLS, reach_table.END)
    readme = "before\n{}old\n{}between\n{}old\n{}after\n".format(*marks)
    written = reach_table.with_tables(readme, [], {})
    assert (written.startswith("before\n"), written.endswith("after\n")) == (True, True)
    assert ("between" in written, "old" in written) == (True, False)
    assert reach_table.with_tables(written, [], {}) == written
