"""A stop ends the tasks that a generation made and did not wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jupyter_stop_stream import shared
from jupyter_stop_stream.reach import LibraryRecorder

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


class Child:
    """A task's work that goes on until it is cancelled, and notes how often it was."""

    def __init__(self, *, cancels_needed: int = 1) -> None:
        self._cancels_needed = cancels_needed
        self.works = asyncio.Event()
        self.over = asyncio.Event()
        self.cancels = 0

    async def __call__(self) -> None:
        self.works.set()
        while self.cancels < self._cancels_needed:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancels += 1
        self.over.set()


@pytest.fixture
def tasks() -> Iterator[list[asyncio.Task[Any]]]:
    """Where a test keeps the tasks that nobody awaits."""
    kept: list[asyncio.Task[Any]] = []
    yield kept
    kept.clear()


async def test_a_child_that_nobody_awaits_is_cancelled_once(
    desk: Desk, tasks: list[asyncio.Task[Any]]
) -> None:
    child = Child()

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(child.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert child.over.is_set()
    assert child.cancels == 1
    assert generation.receipt == "cancelled"
    assert generation.record("ada")["closed"] == ["task"]


async def test_a_shielded_child_is_cancelled_too(desk: Desk) -> None:
    child = Child()
    generation = desk.ask(lambda: asyncio.shield(child()))
    await within(child.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert child.over.is_set()


async def test_a_child_that_its_parent_awaits_is_cancelled_by_its_parent_alone(
    desk: Desk,
) -> None:
    children = [Child(), Child()]

    async def work() -> None:
        await asyncio.gather(*(child() for child in children))

    generation = desk.ask(work)
    for child in children:
        await within(child.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert [child.cancels for child in children] == [1, 1]
    assert generation.record("ada")["closed"] == []


async def test_a_grandchild_is_cancelled_by_the_child_that_awaits_it(
    desk: Desk, tasks: list[asyncio.Task[Any]]
) -> None:
    grandchild = Child()

    async def child() -> None:
        await asyncio.create_task(grandchild())

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(grandchild.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert grandchild.cancels == 1


async def test_a_child_that_swallows_a_cancel_is_cancelled_again(
    desk: Desk, tasks: list[asyncio.Task[Any]]
) -> None:
    child = Child(cancels_needed=2)

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(child.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (child.cancels, generation.receipt) == (2, "cancelled")


async def test_a_child_that_does_not_end_is_told_and_corrected_when_it_does(
    make_desk: MakeDesk, tasks: list[asyncio.Task[Any]]
) -> None:
    desk = await make_desk(times=QUICK)
    works, may_end = asyncio.Event(), asyncio.Event()

    async def child() -> None:
        works.set()
        while not may_end.is_set():
            try:
                await may_end.wait()
            except asyncio.CancelledError:
                continue

    async def work() -> None:
        desk.voice().say("seen")
        tasks.append(asyncio.create_task(child()))

        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"task"})
    may_end.set()
    record = await within(desk.observer.until(lambda r: r["receipt"] == "cancelled"))
    assert record["left"] == []
    assert "left" not in (desk.mark(generation.reply_ids[0]) or {})


async def test_clean_up_in_a_task_is_given_its_time(desk: Desk) -> None:
    works, cleaned = asyncio.Event(), asyncio.Event()

    async def clean() -> None:
        await asyncio.sleep(0.1)
        cleaned.set()

    async def work() -> None:
        works.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.create_task(clean())

    generation = desk.ask(work)
    await within(works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert cleaned.is_set()


async def test_what_others_share_goes_on(desk: Desk, tasks: list[asyncio.Task[Any]]) -> None:
    child = Child()

    async def start() -> None:
        tasks.append(asyncio.create_task(child()))

    async def work() -> None:
        await shared(start)
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(child.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    await turns(5)
    assert child.cancels == 0
    tasks[0].cancel()
    await within(child.over.wait())


async def test_the_task_of_somebody_else_is_left_alone(desk: Desk) -> None:
    other = Child()
    task = asyncio.create_task(other())
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert other.cancels == 0
    task.cancel()
    await within(other.over.wait())


async def test_a_task_factory_that_was_there_makes_the_tasks(make_desk: MakeDesk) -> None:
    loop = asyncio.get_running_loop()
    made: list[str] = []

    def factory(loop: asyncio.AbstractEventLoop, coro: Any, **kwargs: Any) -> asyncio.Task[Any]:
        made.append(coro.__qualname__)
        return asyncio.Task(coro, loop=loop, **kwargs)

    before: Callable[..., Any] | None = loop.get_task_factory()
    loop.set_task_factory(factory)
    try:
        desk = await make_desk()
        child = Child()

        async def work() -> None:
            await asyncio.shield(child())

        generation = desk.ask(work)
        await within(child.works.wait())
        desk.stop(generation)
        await within(generation.ended.wait())
    finally:
        loop.set_task_factory(before)
    assert "Child.__call__" in made
    assert child.over.is_set()


async def test_tasks_are_left_alone_where_that_is_configured(
    make_desk: MakeDesk, tasks: list[asyncio.Task[Any]]
) -> None:
    desk = await make_desk(recorder=LibraryRecorder(with_tasks=False))
    child = Child()

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(child.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert child.cancels == 0
    tasks[0].cancel()
    await within(child.over.wait())
