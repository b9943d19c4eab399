"""No stop keeps the event loop for longer than one write to a chat takes, or little more."""

from __future__ import annotations

import time

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol import encode

from ..fakes.desk import Desk
from ..fakes.garbage import collected_before
from ..fakes.loop_turns import LoopTurns
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio

WRITES = 4
"""How many times as long as a write takes a turn of the loop may be, on a machine that does other
things too."""

ROOM_S = 0.02
"""And how much longer, in seconds."""

LONG = 2000
WAITING = 300
PAGES = 200


async def longest_turn_s(desk: Desk, *generations: Generation) -> float:
    """Stop the first, and with it what waits behind it; what the loop took in one turn, at most."""
    with collected_before():
        async with LoopTurns() as loop_turns:
            desk.stop(generations[0])
            for generation in generations:
                await within(generation.ended.wait())
    return loop_turns.longest_s


def write_s(desk: Desk) -> float:
    """What one write to this chat takes, in seconds, at best."""
    took_s = []
    for _ in range(3):
        began_at = time.thread_time()
        desk.chat.save()  # type: ignore[union-attr]
        took_s.append(time.thread_time() - began_at)
    return min(took_s)


def bound_s(desk: Desk) -> float:
    return WRITES * write_s(desk) + ROOM_S


async def test_a_stop_in_a_chat_of_two_thousand_messages_is_one_write(desk: Desk) -> None:
    messages = [
        Message(id=f"{at}", body="word " * 100, time=at, sender="ada") for at in range(LONG)
    ]
    for message in messages:
        desk.chat._messages.append(vars(message))  # type: ignore[union-attr, arg-type]
    desk.chat._indexes_by_id = {str(at): at for at in range(LONG)}  # type: ignore[union-attr]
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.chat.writes.clear()
    assert await longest_turn_s(desk, generation) < bound_s(desk)
    assert len(desk.chat.writes) == 1


async def test_a_stop_of_hundreds_of_prompts_that_wait_keeps_nobody_waiting(desk: Desk) -> None:
    writer = desk.writer("a")
    generations = [desk.ask(writer)] + [desk.ask(desk.writer()) for _ in range(WAITING)]
    await within(writer.waits.wait())
    assert await longest_turn_s(desk, *generations) < bound_s(desk)


async def test_a_stop_that_hundreds_of_pages_are_told_of_keeps_nobody_waiting(desk: Desk) -> None:
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    told: list[str] = []

    def tell(changed: Generation) -> None:
        record = changed.record("ada")
        told.append(encode({"type": "generation", "generation": record}))

    for _ in range(PAGES):
        desk.registry.observe(tell, desk.chat_id)
    assert await longest_turn_s(desk, generation) < bound_s(desk)
    assert len(told) == 2 * PAGES
