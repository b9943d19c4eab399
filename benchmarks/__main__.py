"""``python -m benchmarks`` prints one Markdown table. It uses the loopback interface only."""

from __future__ import annotations

import argparse
import asyncio

from .lab import start_lab
from .page import measure
from .round_trip import measure_round_trips
from .table import markdown


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
    parser.add_argument("--timeout-s", type=float, default=1800, help="for each of the two labs")
    options = parser.parse_args()
    with start_lab(is_without_us=True) as lab:
        without = measure(lab, options.count, options.long_count_without, options.timeout_s)
    with start_lab() as lab:
        round_trips_ms = asyncio.run(measure_round_trips(lab, 10 * options.count))
        with_us = measure(lab, options.count, options.long_count, options.timeout_s)
    print(markdown(without, with_us, round_trips_ms))


if __name__ == "__main__":
    main()
