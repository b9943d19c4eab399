"""A thread cannot be ended; whether one runs on is known, and told."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from jupyter_stop_stream import stop_signal
from jupyter_stop_stream.generations import current_generation

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio


class Blocking:
    """Blocks its thread until it is let go."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.works = asyncio.Event()
        self.let_go = threading.Event()

    def __call__(self) -> None:
        self._loop.call_soon_threadsafe(self.works.set)
        self.let_go.wait()


async def test_a_thread_that_blocks_is_told_until_it_ends(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=QUICK)
    blocking = Blocking()
    generation = desk.ask(lambda: asyncio.to_thread(blocking))
    await within(blocking.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"thread"})
    blocking.let_go.set()
    record = await within(desk.observer.until(lambda r: r["receipt"] == "cancelled"))
    assert (record["left"], record["state"]) == ([], "ended")


async def test_a_thread_that_heeds_the_signal_ends_with_the_stop(desk: Desk) -> None:
    blocking = Blocking()

    async def work() -> None:
        stop_signal().on_stop(blocking.let_go.set)
        await asyncio.to_thread(blocking)

    generation = desk.ask(work)
    await within(blocking.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("cancelled", set())


async def test_a_call_that_waits_for_a_thread_never_begins(desk: Desk) -> None:
    first, second = Blocking(), Blocking()
    with ThreadPoolExecutor(max_workers=1) as pool:
        loop = asyncio.get_running_loop()
        busy = loop.run_in_executor(pool, first)
        await within(first.works.wait())
        asks = asyncio.Event()

        async def work() -> None:
            call = loop.run_in_executor(pool, second)
            asks.set()
            await call

        generation = desk.ask(work)
        await within(asks.wait())
        desk.stop(generation)
        await within(generation.ended.wait())
        assert generation.receipt == "cancelled"
        first.let_go.set()
        await within(busy)
    assert not second.works.is_set()


async def test_an_executor_is_given_the_generations_context(desk: Desk) -> None:
    found: list[object] = []

    async def work() -> None:
        await asyncio.get_running_loop().run_in_executor(
            None, lambda: found.append(current_generation.get())
        )

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert found == [generation]


async def test_another_process_is_given_the_function_as_it_is(desk: Desk) -> None:
    found: list[int] = []

    async def work() -> None:
        with ProcessPoolExecutor(max_workers=1) as pool:
            found.append(await asyncio.get_running_loop().run_in_executor(pool, abs, -3))

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert found == [3]


async def test_an_executors_thread_keeps_what_libraries_have_in_its_own_context(desk: Desk) -> None:
    seen: list[str] = []
    place: ContextVar[str] = ContextVar("place", default="the thread's own")

    async def work() -> None:
        place.set("the loop's")
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, lambda: seen.append(place.get()))
        await asyncio.to_thread(lambda: seen.append(place.get()))

    await within(desk.ask(work).ended.wait())
    assert seen == ["the thread's own", "the loop's"]
