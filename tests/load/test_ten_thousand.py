"""Ten thousand generations leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref

import psutil
import pytest

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.generations.roster import REMEMBERED

from ..conftest import MakeDesk
from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from ..fakes.writer import Writer

# Half a minute on a quiet machine, and it runs beside what later parts are being prepared with.
# What hangs in it is found by `within`, long before.
pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(360)]

CYCLES = 10_000
WARM_UP = 2000
CHATS = 10
"""In which they are started side by side: what a stop waits for is waited for together."""
GROWTH_BOUND_BYTES = 8 * 1024 * 1024
"""Far less than eight thousand generations would take that are kept."""


class Cycles:
    """Starts generations at a desk and brings them to an end, each in another way."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._prompt_id = desk.prompt()
        self.generations: weakref.WeakSet[Generation] = weakref.WeakSet()
        self.writers: weakref.WeakSet[Writer] = weakref.WeakSet()
        self.outcomes: set[str | None] = set()

    async def run(self, count: int) -> None:
        for number in range(count):
            generation = await self._one(number)
            self.generations.add(generation)
            self.outcomes.add(generation.outcome)

    async def _one(self, number: int) -> Generation:
        # Few of them write: the chat's file is written whole for each, and grows.
        chunks = ("a", "b") if number % 499 == 0 else ()
        writer = self._desk.writer(*chunks)
        self.writers.add(writer)

        async def fail() -> None:
            await writer()
            raise OSError

        work = fail if number % 5 == 4 else writer
        generation = self._desk.ask(work, prompt_id=self._prompt_id)
        unobserve = self._desk.registry.observe(lambda changed: None)
        if number % 5 == 0:
            self._desk.stop(generation)
        else:
            await within(writer.waits.wait())
        if number % 5 == 1:
            waiting = self._desk.ask(self._desk.writer(), prompt_id=self._prompt_id)
            self._desk.stop(generation)
            await within(waiting.ended.wait())
        if number % 5 == 2:
            self._desk.stop(generation)
            self._desk.stop(generation)
        writer.go_on.set()
        await within(generation.ended.wait())
        unobserve()
        return generation


def generations() -> list[Generation]:
    """All that are in memory, those of other tests too."""
    return [one for one in gc.get_objects() if isinstance(one, Generation)]


async def test_ten_thousand_generations_leave_nothing_behind(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    first = await make_desk()
    registry = first.registry
    desks = [first] + [await make_desk(registry=registry) for _ in range(CHATS - 1)]
    for desk in desks:
        desk.unobserve()
    process = psutil.Process()
    cycles = [Cycles(desk) for desk in desks]

    async def run(count: int) -> None:
        await asyncio.gather(*(one.run(count // CHATS) for one in cycles))

    async def held() -> tuple[object, ...]:
        await turns(10)
        gc.collect()
        for desk in desks:
            desk.chat.writes.clear()
        return (asyncio.all_tasks(), threading.active_count(), process.num_fds())

    async def memory_bytes() -> int:
        await held()
        return int(process.memory_info().rss)

    before, others = await held(), len(generations())
    await run(WARM_UP)
    warm_bytes = await memory_bytes()
    await run(CYCLES - WARM_UP)
    assert await held() == before
    assert await memory_bytes() - warm_bytes < GROWTH_BOUND_BYTES
    for one in cycles:
        assert one.outcomes == {"complete", "interrupted", "error"}
        assert len(one.writers) == 0
    assert sum(len(one.generations) for one in cycles) <= REMEMBERED
    assert registry.live() == ()
    assert len(registry._observers) == 0
    assert registry._lifecycle._ladders | registry._lifecycle._watches == set()
    assert registry._reloads._tasks == {}
    assert registry._roster._live == {}
    assert len(generations()) - others <= REMEMBERED
