"""Stops of very many replies that stream at once on one server, and stops beside a flood and beside
the ends of very many prompts that waited."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from statistics import median, quantiles
from typing import get_args

from tests.load.flood import stop_beside_a_flood
from tests.load.line import stop_a_long_line
from tests.load.server import start_server
from tests.load.stops import Way, stop_many
from tests.model_server.process import start_model_server

from .table import shown

PERSONAS = 4
FLOOD_FRAMES = 10_000
FLOODS = 10
WAITING = 500
LINES = 3

Row = tuple[str, str, Sequence[float]]


def measure_many(chats: int) -> list[Row]:
    """What is measured, of what, and the times in milliseconds.

    Args:
        chats: How many chats are open, with a reply of each of `PERSONAS` personas.

    Raises:
        TimeoutError: The server did not start, or a reply did not end.
    """
    rows: list[Row] = []
    with start_model_server() as model, start_server() as server:
        for way in get_args(Way):
            stopped = asyncio.run(stop_many(server, model, chats=chats, personas=PERSONAS, way=way))
            title = f"{len(stopped)} replies, stopped {way}"
            rows.append((title, "stop to model let go", [one.let_go_ms for one in stopped]))
            rows.append((title, "stop to its end told", [one.told_ms for one in stopped]))
        told_ms = [
            asyncio.run(stop_beside_a_flood(server, model, FLOOD_FRAMES)).told_ms
            for _ in range(FLOODS)
        ]
        title = f"1 reply, beside a flood of {FLOOD_FRAMES} frames"
        rows.append((title, "stop to its end told", told_ms))
        both = [asyncio.run(stop_a_long_line(server, model, WAITING)) for _ in range(LINES)]
        title = f"1 reply, before {WAITING} prompts that wait and are stopped with it"
        rows.append((title, "stop to its end told", [one.first_told_ms for one in both]))
        title = f"1 reply, while the ends of those {WAITING} are written"
        rows.append((title, "stop to model let go", [one.let_go_ms for one in both]))
        rows.append((title, "stop to its end told", [one.told_ms for one in both]))
    return rows


def many_markdown(rows: Sequence[Row]) -> str:
    """One table: median, 99th percentile and worst, and of how many."""
    lines = [
        ("", "", "median", "99th percentile", "worst", "count"),
        ("---",) * 6,
        *(
            (
                title,
                what,
                shown(median(times_ms), "ms"),
                shown(quantiles(times_ms, n=100, method="inclusive")[98], "ms"),
                shown(max(times_ms), "ms"),
                str(len(times_ms)),
            )
            for title, what, times_ms in rows
        ),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
