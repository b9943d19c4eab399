"""``python -m benchmarks`` prints six Markdown tables. It uses the loopback interface only."""

from __future__ import annotations

import argparse
import asyncio

from .cells import cells_markdown, measure_cells
from .cost import costs_markdown
from .lab import start_lab
from .long import long_markdown, measure_long
from .many import many_markdown, measure_many
from .page import measure
from .round_trip import measure_round_trips
from .table import markdown
from .trials import measure_trials, trials_markdown


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="stops of each short story")
    parser.add_argument(
        "--long-count", type=int, default=10, help="stops and full answers of the long story"
    )
    parser.add_argument(
        "--long-count-without",
        type=int,
        default=2,
        help="the same without the extension, where each takes a minute",
    )
    parser.add_argument("--timeout-s", type=float, default=1800, help="for each run of the browser")
    parser.add_argument("--chats", type=int, default=50, help="chats of four replies each, at once")
    parser.add_argument("--messages", type=int, default=2000, help="messages of the long chat")
    parser.add_argument("--rounds", type=int, default=3, help="openings of the long chat, in each")
    parser.add_argument("--tries", type=int, default=5, help="of each way to press Stop on a cell")
    parser.add_argument(
        "--only",
        choices=["page", "long", "cells", "trials", "many", "cost"],
        help="one of the tables",
    )
    options = parser.parse_args()
    tables = {
        "page": lambda: measure_page(options),
        "long": lambda: long_markdown(
            measure_long(options.messages, options.rounds, options.timeout_s), options.messages
        ),
        "cells": lambda: cells_markdown(
            *(
                measure_cells(options.count, options.timeout_s, is_without_us=is_without_us)
                for is_without_us in (True, False)
            )
        ),
        "trials": lambda: trials_markdown(measure_trials(options.tries, options.timeout_s)),
        "many": lambda: many_markdown(measure_many(options.chats)),
        "cost": costs_markdown,
    }
    for name in [options.only] if options.only else tables:
        print(tables[name](), end="\n\n")


def measure_page(options: argparse.Namespace) -> str:
    """The first table: what a person has in the browser, with and without the extension."""
    with start_lab(is_without_us=True) as lab:
        without = measure(lab, options.count, options.long_count_without, options.timeout_s)
    with start_lab() as lab:
        round_trips_ms = asyncio.run(measure_round_trips(lab, 10 * options.count))
        with_us = measure(lab, options.count, options.long_count, options.timeout_s)
    return markdown(without, with_us, round_trips_ms)


if __name__ == "__main__":
    main()
