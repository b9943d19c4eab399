"""Where many stops come at once, none waits for the end of another to be written."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from jupyter_stop_stream.generations.rush import CALM_S, LIMIT_S, Rush

from ..fakes.desk import Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


async def test_ends_are_written_when_all_that_come_at_once_are_stopped(desk: Desk) -> None:
    writers = [desk.writer("a", persona_id=f"persona-{number}") for number in range(20)]
    generations = [
        desk.ask(writer, persona_id=writer.voice.persona_id, prompt_id="prompt")
        for writer in writers
    ]
    for writer in writers:
        await within(writer.waits.wait())
    for generation in generations:
        desk.stop(generation)
        await turns()
    assert {generation.state for generation in generations} == {"stopping"}
    assert all(writer.over.is_set() for writer in writers)
    for generation in generations:
        await within(generation.ended.wait())


async def test_an_end_waits_no_longer_than_a_limit_while_stops_come_in() -> None:
    rush = Rush()
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    over = asyncio.ensure_future(rush.over())
    while not over.done():
        assert loop.time() - began_at < 10 * LIMIT_S
        rush.on_stop()
        await asyncio.sleep(CALM_S / 5)


async def test_between_two_ends_the_event_loop_has_its_turn() -> None:
    rush = Rush()
    order: list[str] = []

    async def end() -> None:
        await rush.over()
        order.append("end")

    async def other() -> None:
        while order.count("end") < 3:
            order.append("other")
            await asyncio.sleep(0)

    await within(asyncio.gather(end(), end(), end(), other()))
    ends = [at for at, what in enumerate(order) if what == "end"]
    assert all(later - earlier > 1 for earlier, later in pairwise(ends))
