"""An answer that ends by an error, or by a cancel that nobody asked for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from typing import Any

import pytest

from ..fakes.desk import Desk
from ..fakes.mock_model import CHAT, MockModel
from ..fakes.patience import PATIENCE_S, turns, within

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


class FailsBesideWriter:
    """Work that fails while a task of it asks the model, which writes once more in its `finally`
    when it may.
    """

    def __init__(self, desk: Desk) -> None:
        self.model, self.go_on = MockModel(), asyncio.Event()
        self.tasks: list[asyncio.Task[Any]] = []
        self._desk = desk

    async def __call__(self) -> None:
        self.tasks.append(asyncio.create_task(self._write()))
        await self.model.is_asked.wait()
        raise ValueError("It broke.")

    async def _write(self) -> None:
        reply_id = self._desk.voice().say("seen")
        try:
            await self.model.ask()
        finally:
            await self.go_on.wait()
            self._desk.voice().append(reply_id, " and more")


async def test_what_goes_on_after_a_failure_writes_no_more(desk: Desk) -> None:
    fails = FailsBesideWriter(desk)
    generation = desk.ask(fails)
    while not fails.model.let_go:
        await turns()
    fails.go_on.set()
    await within(generation.ended.wait())
    assert desk.shown() == ["Why?", "seen"]


async def test_a_child_in_its_finally_when_a_failed_answer_ends_writes_no_more_of_it(
    desk: Desk,
) -> None:
    fails = FailsBesideWriter(desk)
    generation = desk.ask(fails)
    await within(generation.ended.wait())
    fails.go_on.set()
    await within(asyncio.wait(fails.tasks))
    assert (desk.shown(), generation.left) == (["Why?", "seen"], set())
    assert fails.tasks[0].cancelled()


@pytest.mark.parametrize("in_thread", [False, True])
async def test_what_writes_a_failed_answers_reply_after_its_end_writes_in_vain(
    desk: Desk, in_thread: bool
) -> None:
    go_on, has_written = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[Any]] = []

    def write(reply_id: str) -> None:
        try:
            desk.voice().append(reply_id, " and more")
        finally:
            loop.call_soon_threadsafe(has_written.set)

    def in_a_thread(reply_id: str) -> None:
        go_on.wait(PATIENCE_S)
        write(reply_id)

    async def in_a_task(reply_id: str) -> None:
        while not go_on.is_set():
            await turns()
        write(reply_id)

    async def work() -> None:
        reply_id = desk.voice().say("seen")
        left = asyncio.to_thread(in_a_thread, reply_id) if in_thread else in_a_task(reply_id)
        tasks.append(asyncio.create_task(left))
        await turns()
        raise ValueError("It broke.")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    go_on.set()
    await within(has_written.wait())
    assert (generation.outcome, desk.shown()) == ("error", ["Why?", "seen"])
    await within(asyncio.wait(tasks))


async def test_who_tells_of_a_failure_in_its_reply_is_let_through(desk: Desk) -> None:
    async def work() -> None:
        reply_id = desk.voice().say("half an answer")
        task = asyncio.current_task()
        assert task is not None
        task.add_done_callback(lambda _: desk.voice().put(reply_id, "Sorry, that failed."))
        raise ValueError("It broke.")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    await turns()
    assert desk.shown() == ["Why?", "Sorry, that failed."]


async def test_a_worker_that_a_failed_answer_has_made_writes_for_the_next(desk: Desk) -> None:
    replies: asyncio.Queue[str] = asyncio.Queue()
    workers: list[asyncio.Task[Any]] = []

    async def serve() -> None:
        while True:
            desk.voice().append(await replies.get(), " and more")
            desk.voice().say("From the worker.")
            replies.task_done()

    async def fail() -> None:
        workers.append(asyncio.create_task(serve()))
        await turns()
        raise ValueError("It broke.")

    async def answer() -> None:
        replies.put_nowait(desk.voice().say("seen"))
        await replies.join()

    await within(desk.ask(fail).ended.wait())
    following = desk.ask(answer)
    await within(following.ended.wait())
    replies.put_nowait(following.reply_ids[0])
    await within(replies.join())
    assert desk.shown() == [
        "Why?",
        "Why?",
        "seen and more and more",
        "From the worker.",
        "From the worker.",
    ]
    workers[0].cancel()
