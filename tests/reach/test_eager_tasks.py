"""An event loop with eager tasks, which run their first step inside of `create_task`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from ..conftest import MakeDesk
from ..fakes.mock_model import CHAT, MockModel
from ..fakes.patience import within

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(sys.version_info < (3, 12), reason="Python has no eager tasks before 3.12"),
]


@pytest.fixture
def tasks() -> Iterator[list[asyncio.Task[Any]]]:
    """Where a test keeps the tasks that nobody awaits."""
    kept: list[asyncio.Task[Any]] = []
    yield kept
    for task in kept:
        task.cancel()


@pytest.fixture
def make_eager_desk(make_desk: MakeDesk) -> MakeDesk:
    async def make(**kwargs: Any) -> Any:
        factory: Any = getattr(asyncio, "eager_task_factory", None)
        asyncio.get_running_loop().set_task_factory(factory)
        return await make_desk(**kwargs)

    return make


async def test_a_child_that_asked_the_model_in_its_first_step_is_ended(
    make_eager_desk: MakeDesk, tasks: list[asyncio.Task[Any]]
) -> None:
    desk, model = await make_eager_desk(), MockModel()

    async def work() -> None:
        tasks.append(asyncio.create_task(model.ask()))
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(model.is_asked.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert tasks[0].cancelled()
    assert (model.let_go[CHAT], generation.receipt) == (1, "cancelled")


async def test_an_answer_that_is_stopped_in_its_first_step_ends_there(
    make_eager_desk: MakeDesk,
) -> None:
    desk = await make_eager_desk()
    went_on: list[bool] = []

    async def work() -> None:
        desk.stop()
        await asyncio.sleep(0)
        went_on.append(True)

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt, went_on) == ("interrupted", "cancelled", [])


async def test_an_answer_of_one_step_is_complete(make_eager_desk: MakeDesk) -> None:
    desk = await make_eager_desk()

    async def work() -> None:
        desk.voice().say("done")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert (generation.outcome, desk.shown()) == ("complete", ["Why?", "done"])


async def test_a_library_that_needs_tasks_which_are_not_eager_gets_them(
    make_eager_desk: MakeDesk,
) -> None:
    desk = await make_eager_desk()
    done: list[str] = []

    async def work() -> None:
        with anyio.fail_after(5):
            async with anyio.create_task_group() as group:
                with anyio.CancelScope():
                    group.start_soon(child, "first")
                    await asyncio.sleep(0)
                group.start_soon(child, "second")

    async def child(name: str) -> None:
        with anyio.CancelScope():
            await asyncio.sleep(0)
        done.append(name)

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert (generation.outcome, done) == ("complete", ["first", "second"])
