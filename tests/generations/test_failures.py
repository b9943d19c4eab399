"""An answer that ends by an error, or by a cancel that nobody asked for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from ..fakes.desk import Desk
from ..fakes.mock_model import CHAT, MockModel
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


async def test_a_cancel_that_nobody_asked_for_is_an_error(desk: Desk) -> None:
    async def work() -> None:
        desk.voice().say("half an answer")
        # As of a client library whose connection was cancelled.
        raise asyncio.CancelledError

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("error", None)
    mark = desk.mark(generation.reply_ids[0])
    assert mark is not None
    assert mark["status"] == "error"
    assert mark["reason"] == "Its code was cancelled, and not by a stop."
    assert mark["cause"] == "cancelled"
    assert "stopped_by" not in mark


async def test_an_error_of_its_own_has_no_other_cause(desk: Desk) -> None:
    async def work() -> None:
        desk.voice().say("half an answer")
        raise ValueError("It broke.")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    mark = desk.mark(generation.reply_ids[0])
    assert mark is not None
    assert (mark["status"], mark["reason"], "cause" in mark) == ("error", "It broke.", False)


async def test_a_stop_during_which_work_cancels_itself_is_a_stop(desk: Desk) -> None:
    writer = desk.writer("seen")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    task = generation.task
    desk.stop(generation)
    assert task is not None
    task.cancel()
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")


async def test_an_answer_that_fails_leaves_no_request_open(desk: Desk) -> None:
    model = MockModel()
    tasks: list[asyncio.Task[Any]] = []

    async def fail() -> None:
        await model.is_asked.wait()
        raise ValueError("It broke.")

    async def work() -> None:
        tasks.append(asyncio.create_task(model.ask()))
        # Where one fails, the others go on.
        await asyncio.gather(tasks[0], fail())

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert (generation.outcome, generation.left) == ("error", set())
    assert model.let_go[CHAT] == 1
    assert tasks[0].cancelled()


async def test_what_an_answer_that_fails_leaves_running_is_told_and_left_alone(
    desk: Desk,
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    async def work() -> None:
        started.append(
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])  # noqa: ASYNC220
        )
        desk.voice().say("Your server runs.")
        raise ValueError("It broke.")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert generation.record("ada")["left"] == ["process"]
    mark = desk.mark(generation.reply_ids[0])
    assert mark is not None
    assert mark["left"] == ["process"]
    assert started[0].poll() is None
    started[0].kill()
    await asyncio.to_thread(started[0].wait)


async def test_what_goes_on_after_a_failure_writes_no_more(desk: Desk) -> None:
    model, go_on = MockModel(), asyncio.Event()
    tasks: list[asyncio.Task[Any]] = []

    async def write() -> None:
        reply_id = desk.voice().say("seen")
        try:
            await model.ask()
        finally:
            await go_on.wait()
            desk.voice().append(reply_id, " and more")

    async def work() -> None:
        tasks.append(asyncio.create_task(write()))
        await model.is_asked.wait()
        raise ValueError("It broke.")

    generation = desk.ask(work)
    while not model.let_go:
        await turns()
    go_on.set()
    await within(generation.ended.wait())
    assert desk.shown() == ["Why?", "seen"]
