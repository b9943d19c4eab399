"""Writes the README's tables of what can be stopped, from the stops that green tests have seen.

`docs/reach.toml` has the rows, of answers and of the cells that they run, `docs/reach.json` what
the tests saw of each: its receipt, and how soon the model was let go or the cell had ended.
`--write` takes that from the last run of the tests, where they were run. `--check` fails where the
README is not what these two files say; with `--after-tests` also where the tests that have just run
did not see a row, or not as the file has it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import markdown_page
import tomllib

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "reach.toml"
SEEN = ROOT / "docs" / "reach.json"
README = ROOT / "README.md"
REPORTS = ROOT / ".cache" / "test-reports" / "stops-seen"

BEGIN = "<!-- Written by `make table` from docs/reach.toml and the tests. -->\n"
BEGIN_CELLS = "<!-- Written by `make table`, of cells. -->\n"
END = "<!-- The end of what `make table` writes. -->\n"

ANSWERS = "row"
CELLS = "cell"
"""What the rows of the two tables are called in `docs/reach.toml`."""

SITUATIONS = {
    ANSWERS: ("before the first token", "midway", "in a stall"),
    CELLS: ("while it runs", "while it waits"),
}
HEADS = {
    ANSWERS: ("What answers", "Tried with", "A stop reaches", "Receipt", "The model is let go"),
    CELLS: ("What runs a cell", "Tried with", "A stop reaches", "Receipt", "The cell has ended"),
}
TIMES = ("let_go_ms", "last_beat_ms")
NEVER = {ANSWERS: "not let go", CELLS: "not ended"}

Facts = dict[str, dict[str, Any]]
"""Of each situation: the `receipts` that were seen, and `ended_ms`, the median, or null."""


@dataclass(frozen=True)
class Row:
    """One thing that answers, or that runs cells, of `docs/reach.toml`."""

    id: str
    what: str
    tried: str
    """With which products and versions."""
    reach: str
    suite: str = "test"
    """The target of make that has its tests."""
    situations: tuple[str, ...] = SITUATIONS[ANSWERS]
    table: str = ANSWERS


class TableError(Exception):
    """The table is not what the tests say."""


def main() -> None:
    """Raises TableError where the README's table is not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="write the table")
    action.add_argument("--check", action="store_true", help="fail where it is not right")
    parser.add_argument("--after-tests", action="store_true", help="compare with what they saw")
    arguments = parser.parse_args()
    rows = read_rows(ROWS.read_text())
    facts: dict[str, Facts] = json.loads(SEEN.read_text()) if SEEN.exists() else {}
    seen = read_seen(REPORTS)
    if arguments.write:
        facts = {row.id: facts.get(row.id, {}) | seen.get(row.id, {}) for row in rows}
        check_complete(rows, facts)
        SEEN.write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n")
        README.write_text(with_tables(README.read_text(), rows, facts))
        return
    check_complete(rows, facts)
    if with_tables(README.read_text(), rows, facts) != README.read_text():
        raise TableError("README.md has another table than docs/reach.*: run `make table`")
    if arguments.after_tests:
        check_seen(rows, facts, seen)


def read_rows(text: str) -> list[Row]:
    """The rows of `docs/reach.toml`, in its order."""
    read = tomllib.loads(text)
    return [
        Row(
            **fields
            | {"situations": tuple(fields.get("situations", SITUATIONS[kind])), "table": kind}
        )
        for kind in (ANSWERS, CELLS)
        for fields in read.get(kind, [])
    ]


def read_seen(folder: Path) -> dict[str, Facts]:
    """What tests noted (see `tests/stops_seen.py`), by row."""
    receipts: dict[tuple[str, str], set[str]] = defaultdict(set)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            stop = json.loads(line)
            key = stop["row"], stop["situation"]
            receipts[key].add(stop["receipt"])
            times[key] += [stop[time] for time in TIMES if stop.get(time) is not None]
    seen: dict[str, Facts] = defaultdict(dict)
    for (row, situation), found in sorted(receipts.items()):
        ended = times[row, situation]
        seen[row][situation] = {
            "receipts": sorted(found),
            "ended_ms": round(median(ended), 1) if ended else None,
        }
    return dict(seen)


def check_complete(rows: list[Row], facts: dict[str, Facts]) -> None:
    """Fail where a row was not stopped in one of its situations."""
    missing = [
        f"{row.id}: {situation}"
        for row in rows
        for situation in row.situations
        if situation not in facts.get(row.id, {})
    ]
    if missing:
        raise TableError(f"no test has seen a stop of {'; '.join(missing)}")


def check_seen(rows: list[Row], facts: dict[str, Facts], seen: dict[str, Facts]) -> None:
    """Fail where the tests of `make test` did not see what the table says, or saw more.

    Times are left aside: they are the machine's.
    """
    known = {row.id for row in rows}
    if unknown := sorted(set(seen) - known):
        raise TableError(f"docs/reach.toml has no row {', '.join(unknown)}")
    for row in rows:
        if row.suite != "test":
            continue
        for situation in row.situations:
            now = seen.get(row.id, {}).get(situation)
            if now is None:
                raise TableError(f"{row.id}: not stopped {situation} by the tests that ran")
            then = facts[row.id][situation]
            if now["receipts"] != then["receipts"]:
                raise TableError(
                    f"{row.id}, {situation}: {now['receipts']}, not {then['receipts']}"
                )


def with_tables(readme: str, rows: list[Row], facts: dict[str, Facts]) -> str:
    """The README with both tables in their places."""
    for kind, begin in ((ANSWERS, BEGIN), (CELLS, BEGIN_CELLS)):
        of_kind = [row for row in rows if row.table == kind]
        readme = markdown_page.replaced(readme, begin, END, table(kind, of_kind, facts))
    return readme


def table(kind: str, rows: list[Row], facts: dict[str, Facts]) -> str:
    """A table, as Markdown that Prettier leaves as it is."""
    lines = []
    for row in rows:
        of_row = [facts[row.id][situation] for situation in row.situations]
        receipts = sorted({receipt for one in of_row for receipt in one["receipts"]})
        lines.append(
            [row.what, row.tried, row.reach, " or ".join(receipts), how_fast(kind, of_row)],
        )
    return markdown_page.table(HEADS[kind], lines)


def how_fast(kind: str, facts: list[dict[str, Any]]) -> str:
    """How soon after the stop, from the quickest to the slowest situation."""
    times = sorted({_rounded(one["ended_ms"]) for one in facts if one["ended_ms"] is not None})
    if not times:
        return NEVER[kind]
    return f"after {times[0]} ms" if len(times) == 1 else f"after {times[0]} to {times[-1]} ms"


def _rounded(milliseconds: float) -> int:
    return max(1, round(milliseconds))


if __name__ == "__main__":
    try:
        main()
    except (TableError, ValueError) as error:
        sys.exit(f"The tables of what can be stopped: {error}.")
