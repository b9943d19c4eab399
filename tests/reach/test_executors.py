"""Whatever hands a call to a thread, a stop says that it may still be running until it ends."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent import futures

import anyio
import anyio.to_thread
import pytest

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio

Run = Callable[[Callable[[], object]], Awaitable[object]]


async def by_anyio(call: Callable[[], object]) -> None:
    await anyio.to_thread.run_sync(call)


async def by_anyio_which_abandons(call: Callable[[], object]) -> None:
    await anyio.to_thread.run_sync(call, abandon_on_cancel=True)


async def by_submit(call: Callable[[], object]) -> None:
    pool = futures.ThreadPoolExecutor(max_workers=1)
    try:
        await asyncio.wrap_future(pool.submit(call))
    finally:
        pool.shutdown(wait=False)


@pytest.mark.parametrize("run", [by_anyio_which_abandons, by_submit])
async def test_a_call_that_blocks_is_told_until_it_ends(make_desk: MakeDesk, run: Run) -> None:
    desk = await make_desk(times=QUICK)
    loop = asyncio.get_running_loop()
    works, let_go = asyncio.Event(), threading.Event()

    def call() -> None:
        loop.call_soon_threadsafe(works.set)
        let_go.wait(10)

    try:
        generation = desk.ask(lambda: run(call))
        await within(works.wait())
        desk.stop(generation)
        await within(generation.ended.wait())
        assert generation.receipt == "detached"
        assert "thread" in generation.left
    finally:
        let_go.set()
    record = await within(desk.observer.until(lambda r: r["receipt"] == "cancelled"))
    assert record["left"] == []


@pytest.mark.parametrize("run", [by_anyio, by_anyio_which_abandons, by_submit])
async def test_a_call_that_ends_with_the_stop_leaves_nothing_to_tell(desk: Desk, run: Run) -> None:
    loop = asyncio.get_running_loop()
    works, let_go = asyncio.Event(), threading.Event()

    def call() -> None:
        loop.call_soon_threadsafe(works.set)
        let_go.wait(10)

    generation = desk.ask(lambda: run(call))
    await within(works.wait())
    desk.stop(generation)
    let_go.set()
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("cancelled", set())


@pytest.mark.parametrize("run", [by_anyio, by_submit])
async def test_a_call_gives_what_it_gives_without_a_stop(desk: Desk, run: Run) -> None:
    said: list[str] = []
    generation = desk.ask(lambda: run(lambda: said.append("Hi")))
    await within(generation.ended.wait())
    assert (generation.outcome, said) == ("complete", ["Hi"])


@pytest.mark.skipif(
    sys.version_info < (3, 14), reason="Python has no interpreter pools before 3.14"
)
async def test_another_interpreter_is_given_the_function_as_it_is(desk: Desk) -> None:
    found: list[int] = []

    async def work() -> None:
        with futures.InterpreterPoolExecutor(max_workers=1) as pool:
            found.append(await asyncio.wrap_future(pool.submit(abs, -3)))

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert found == [3]
