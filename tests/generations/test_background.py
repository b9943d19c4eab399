"""An answer whose task returns while a task that it made goes on with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jupyter_stop_stream.generations import Generation

from ..fakes.desk import Desk
from ..fakes.mock_model import CHAT, MockModel
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


class Background:
    """Returns at once, and answers in a task: it asks the model, and says two words.

    Args:
        desk: Where.
        model: Whom it asks first.
    """

    def __init__(self, desk: Desk, model: MockModel) -> None:
        self._desk = desk
        self._model = model
        self.task: asyncio.Task[Any] | None = None
        self.wrote = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self) -> None:
        self.task = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        await self._model.ask()
        voice = self._desk.voice()
        reply_id = voice.say("one")
        self.wrote.set()
        await self.go_on.wait()
        voice.append(reply_id, " two")


async def begun(desk: Desk, work: Background, model: MockModel) -> Generation:
    generation = desk.ask(work)
    await within(model.is_asked.wait())
    await turns(5)
    return generation


async def test_it_is_running_until_that_writes_no_more(desk: Desk) -> None:
    model = MockModel()
    work = Background(desk, model)
    generation = await begun(desk, work, model)
    assert generation.is_in_background
    model.answers.set()
    await within(work.wrote.wait())
    assert generation.state == "running"
    work.go_on.set()
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
    assert desk.shown() == ["Why?", "one two"]
    assert desk.status(generation.reply_ids[0]) == "complete"


@pytest.mark.parametrize("has_written", [False, True])
async def test_a_stop_reaches_it(desk: Desk, has_written: bool) -> None:
    model = MockModel()
    work = Background(desk, model)
    generation = await begun(desk, work, model)
    if has_written:
        model.answers.set()
        await within(work.wrote.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    work.go_on.set()
    assert work.task is not None
    await within(asyncio.wait({work.task}))
    assert work.task.cancelled()
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert model.let_go[CHAT] == (0 if has_written else 1)
    assert desk.shown() == (["Why?", "one"] if has_written else ["Why?"])


async def test_the_next_prompt_does_not_wait_for_it(desk: Desk) -> None:
    model = MockModel()
    generation = await begun(desk, Background(desk, model), model)
    writer = desk.writer("next")
    following = desk.ask(writer)
    await within(writer.waits.wait())
    assert (generation.state, following.state) == ("running", "running")
    writer.go_on.set()
    await within(following.ended.wait())
    assert generation.state == "running"


async def test_an_answer_ends_although_a_worker_that_it_made_goes_on(desk: Desk) -> None:
    workers: list[asyncio.Task[Any]] = []

    async def work() -> None:
        workers.append(asyncio.create_task(asyncio.Event().wait()))
        desk.voice().say("done")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
    assert not workers[0].done()
    workers[0].cancel()
