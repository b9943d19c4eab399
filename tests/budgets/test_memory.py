"""What an answer takes of the server's memory while it is written."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc

import pytest

from ..conftest import MakeDesk
from ..fakes.desk import Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio

ANSWERS = 40
BUDGET = 30_000
"""Bytes for each answer; its task, and what a test has to drive it, are among them."""
CHUNKS = 20
CHUNK = 500
"""Characters, of one byte each."""
BUDGET_OF_TEXT = 2
"""How many times as much as its text a reply may take."""


async def held_bytes(desk: Desk, chunks: int) -> float:
    """What an answer takes while it is live and has said so many chunks, in bytes."""
    desk.unobserve()
    # What is made once for all.
    await speak(desk, chunks, "persona-first")
    gc.collect()
    tracemalloc.start()
    try:
        await asyncio.gather(*(speak(desk, chunks, f"persona-{at}") for at in range(ANSWERS)))
        # Whoever reads has all written that waits.
        desk.chat.get_messages()
        desk.chat.writes.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / ANSWERS
    finally:
        tracemalloc.stop()


async def speak(desk: Desk, chunks: int, persona_id: str) -> None:
    said = [f"{persona_id}-{at} ".ljust(CHUNK) for at in range(chunks)]
    writer = desk.writer(*said, persona_id=persona_id)
    desk.ask(writer, persona_id=persona_id)
    await within(writer.waits.wait())
    # The chunks are the test's own.
    writer._chunks = ()
    await turns(2)


async def test_an_answer_that_is_written_takes_no_thirty_kilobytes(make_desk: MakeDesk) -> None:
    short = await held_bytes(await make_desk(), 1)
    print(f"{short:.0f} bytes an answer, of {BUDGET}")
    assert short <= BUDGET


async def test_a_longer_reply_takes_its_text_twice_at_most(make_desk: MakeDesk) -> None:
    short = await held_bytes(await make_desk(), 1)
    long = await held_bytes(await make_desk(), 1 + CHUNKS)
    times = (long - short) / (CHUNKS * CHUNK)
    print(f"{times:.1f} times its text, of {BUDGET_OF_TEXT}")
    assert times <= BUDGET_OF_TEXT
