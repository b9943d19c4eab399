"""Stops of very many replies that stream at once on one server, with what bare cancels take beside
them, and stops beside a flood and beside the ends of very many prompts that waited.
"""

from __future__ import annotations

import asyncio
from typing import get_args

from tests.load.cancels import cancel_many
from tests.load.flood import stop_beside_a_flood
from tests.load.line import stop_a_long_line
from tests.load.server import start_server
from tests.load.stops import RATE, Stopped, Way, stop_many
from tests.model_server.process import start_model_server

from .contenders import WITH_US
from .limits import CONTENDER as LIMIT
from .raw import Row, Work, rows_of

PERSONAS = 4
EACH_IN_ITS_OWN_FRAME: Way = "at once, each in its own frame"
FLOOD_FRAMES = 10_000
FLOODS = 10
WAITING = 500
LINES = 3
ROUNDS = 5
"""How often all are stopped in each way: a machine may be thrice as slow for some."""


def measure_many(chats: int) -> list[Row]:
    """What is measured, from a stop's frame on.

    Args:
        chats: How many chats are open, with a reply of each of `PERSONAS` personas.

    Raises:
        TimeoutError: The server did not start, or a reply did not end.
    """
    answers = chats * PERSONAS
    rows: list[Row] = []

    def add(
        answers: int, story: str, contender: str = WITH_US.title, **measured: list[float | None]
    ) -> None:
        work = Work(RATE, answers=answers, story=story)
        rows.extend(rows_of(contender, work, measured))

    with start_model_server() as model, start_server() as server:
        for way in get_args(Way):
            stopped: list[Stopped] = []
            bare_ms: list[float | None] = []
            for _ in range(ROUNDS):
                if way == EACH_IN_ITS_OWN_FRAME:
                    # By turns: what the machine has to spare changes within seconds.
                    bare_ms += asyncio.run(
                        cancel_many(server, model, connections=chats, count=answers)
                    )
                stopped += asyncio.run(
                    stop_many(server, model, chats=chats, personas=PERSONAS, way=way)
                )
            add(
                answers,
                f"stopped {way}",
                frame_let_go_ms=[one.let_go_ms for one in stopped],
                frame_told_ms=[one.told_ms for one in stopped],
            )
            if bare_ms:
                add(answers, f"stopped {way}", LIMIT, frame_let_go_ms=bare_ms)
        told_ms: list[float | None] = [
            asyncio.run(stop_beside_a_flood(server, model, FLOOD_FRAMES)).told_ms
            for _ in range(FLOODS)
        ]
        add(1, f"stopped beside a flood of {FLOOD_FRAMES}", frame_told_ms=told_ms)
        both = [asyncio.run(stop_a_long_line(server, model, WAITING)) for _ in range(LINES)]
        add(
            1,
            f"stopped with {WAITING} prompts that wait behind it",
            frame_told_ms=[one.first_told_ms for one in both],
        )
        add(
            1,
            f"stopped while the ends of {WAITING} prompts are written",
            frame_let_go_ms=[one.let_go_ms for one in both],
            frame_told_ms=[one.told_ms for one in both],
        )
    return rows
