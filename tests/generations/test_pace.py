"""All writes to chats together take their share of the event loop and no more."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

import pytest

from jupyter_stop_stream.generations.pace import COST_FACTOR, Pace

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..fakes.recording_chat import Write

COST_S = 0.01

LONG_S = 0.04
"""Of a write, in seconds. By as much may one turn be later than the one after it, as nobody can say
how soon the event loop is free."""


def test_who_is_alone_has_its_turn_at_once() -> None:
    pace = Pace()
    assert pace.next_turn(1.0, COST_S) == 1.0
    assert pace.next_turn(2.0, COST_S) == 2.0


def test_the_turns_of_many_follow_each_other_with_room_between() -> None:
    pace = Pace()
    turns = [pace.next_turn(1.0, COST_S) for _ in range(4)]
    assert turns == pytest.approx([1.0 + (1 + COST_FACTOR) * COST_S * place for place in range(4)])


@pytest.mark.asyncio
async def test_replies_that_are_written_at_once_leave_room_to_others(desk: Desk) -> None:
    written_at: list[float] = []
    all_are_written = asyncio.Event()
    names = [f"persona-{number}" for number in range(5)]

    def take_long(write: Write) -> None:
        if write.body == "one two":
            written_at.append(time.monotonic())
        time.sleep(LONG_S)
        if len(written_at) == len(names):
            all_are_written.set()

    desk.chat.on_write = take_long
    for name in names:
        desk.ask(desk.writer("one", " two", persona_id=name), persona_id=name)
    await within(all_are_written.wait())
    assert all(after - before >= COST_FACTOR * LONG_S for before, after in pairwise(written_at))
