"""``python -m benchmarks`` measures and writes. It uses the loopback interface only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from . import machine
from .attempt import rows_or_reason
from .cost import costs_markdown
from .lab import ROOT
from .limits import CONTENDER as LIMIT
from .parts import PARTS
from .plots import write_plots
from .raw import Row, dump, load
from .table import markdown
from .trials import measure_trials, trials_markdown

OUTPUT = ROOT / ".cache" / "bench"
IMAGES = ROOT / "docs" / "images"
MORE: Mapping[str, Callable[[argparse.Namespace], str]] = {
    "trials": lambda options: trials_markdown(measure_trials(options.tries, options.timeout_s)),
    "cost": lambda options: costs_markdown(),
}
"""What has a table of its own."""


def main() -> None:
    """The command line."""
    options = _options()
    rows: list[Row] = [row for path in options.add for row in load(path.read_text())]
    before = machine.load()
    names = options.only or [
        name for name in (*PARTS, *MORE) if options.all or (name in PARTS and PARTS[name].is_common)
    ]
    tables = []
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name in PARTS:
            rows += rows_or_reason(PARTS[name].title, partial(PARTS[name].measure, options))
            # What is measured is kept, whatever becomes of the rest.
            (OUTPUT / "raw.json").write_text(dump(rows))
        else:
            tables.append(MORE[name](options))
    where = [
        *machine.sentences(),
        f"Its load over one and five minutes was {before} before and {machine.load()} after.",
    ]
    table = "\n\n".join(["## Measurements", markdown(rows, where).rstrip(), *tables])
    (OUTPUT / "table.md").write_text(f"{table}\n")
    limits = [row for row in rows if row.contender == LIMIT]
    images = IMAGES if options.images else OUTPUT
    written = write_plots(rows, limits, images)
    print(table)
    for path in (OUTPUT / "raw.json", OUTPUT / "table.md", *written):
        print(path.relative_to(ROOT), file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--all", action="store_true", help="measure what takes longer and needs more, too")
    add(
        "--only",
        nargs="+",
        choices=[*PARTS, *MORE],
        metavar="PART",
        help=", ".join((*PARTS, *MORE)),
    )
    add("--add", nargs="+", type=Path, default=[], metavar="RAW", help="rows of earlier runs")
    add("--images", action="store_true", help="write the plots to docs/images")
    add("--count", type=int, default=10, help="stops of each short story")
    add("--long-count", type=int, default=3, help="stops and whole answers of the long one")
    add("--rounds", type=int, default=1, help="openings of each long chat, by each contender")
    add("--chats", type=int, default=50, help="chats of four answers each, at once")
    add("--tries", type=int, default=5, help="of each way to press Stop on a cell")
    add("--timeout-s", type=float, default=1800, help="for each run of the browser")
    return parser.parse_args()


if __name__ == "__main__":
    main()
