"""A stop ends the tasks that go on with the answer, and leaves all others alone."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jupyter_stop_stream import GenerationStopped, shared
from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.reach import LibraryRecorder

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.mock_model import CHAT, REFRESH, MockModel
from ..fakes.patience import turns, within
from ..fakes.worker import Worker

pytestmark = pytest.mark.asyncio

Tasks = list[asyncio.Task[Any]]


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
def tasks() -> Iterator[Tasks]:
    """Where a test keeps the tasks that nobody awaits."""
    kept: Tasks = []
    yield kept
    for task in kept:
        task.cancel()


async def stopped(desk: Desk, generation: Generation) -> None:
    desk.stop(generation)
    await within(generation.ended.wait())


async def until_done(task: asyncio.Task[Any]) -> None:
    """Return when a task is over, of which nobody is to see that it is waited for."""
    over = asyncio.Event()
    task.add_done_callback(lambda _: over.set())
    await over.wait()


async def forever() -> None:
    await asyncio.Event().wait()


async def test_a_child_that_waits_for_the_model_is_cancelled_once(desk: Desk, tasks: Tasks) -> None:
    model, child = MockModel(), Child()

    async def ask() -> None:
        try:
            await model.ask()
        except asyncio.CancelledError:
            child.cancels += 1
            raise

    async def work() -> None:
        tasks.append(asyncio.create_task(ask()))
        await forever()

    generation = desk.ask(work)
    await within(model.is_asked.wait())
    await stopped(desk, generation)
    assert tasks[0].cancelled()
    assert (child.cancels, model.let_go[CHAT]) == (1, 1)
    assert generation.receipt == "cancelled"
    assert "task" in generation.record("ada")["closed"]


async def test_a_shielded_child_that_waits_for_the_model_is_cancelled_too(desk: Desk) -> None:
    model = MockModel()
    generation = desk.ask(lambda: asyncio.shield(model.ask()))
    await within(model.is_asked.wait())
    await stopped(desk, generation)
    assert model.let_go[CHAT] == 1
    assert generation.receipt == "cancelled"


async def test_a_child_of_which_nothing_is_known_is_left_alone(desk: Desk, tasks: Tasks) -> None:
    child = Child()

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await forever()

    generation = desk.ask(work)
    await within(child.works.wait())
    await stopped(desk, generation)
    await turns(5)
    assert child.cancels == 0
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", [])


async def test_what_is_shielded_from_a_cancel_is_left_alone(desk: Desk, tasks: Tasks) -> None:
    child = Child()

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await asyncio.shield(tasks[0])

    generation = desk.ask(work)
    await within(child.works.wait())
    await stopped(desk, generation)
    await turns(5)
    assert child.cancels == 0
    assert generation.receipt == "cancelled"


@pytest.mark.parametrize("asks_the_model", [False, True])
async def test_a_worker_that_everybody_uses_goes_on(desk: Desk, asks_the_model: bool) -> None:
    model = MockModel()
    model.answers.set()

    async def serve(path: str) -> int:
        return await model.ask(path) if asks_the_model else 200

    worker, first = Worker(serve), asyncio.Event()
    found: list[object] = []

    async def work() -> None:
        found.append(await worker.ask(CHAT))
        first.set()
        await forever()

    async def of_another() -> None:
        found.append(await worker.ask(CHAT))

    generation = desk.ask(work)
    await within(first.wait())
    await stopped(desk, generation)
    await within(desk.ask(of_another, persona_id="other").ended.wait())
    assert found == [200, 200]
    await worker.end()


async def test_a_timer_goes_on_and_so_do_its_requests(desk: Desk, tasks: Tasks) -> None:
    model, loop = MockModel(), asyncio.get_running_loop()
    model.answers.set()
    statuses: list[int] = []

    async def refresh() -> None:
        statuses.append(await model.ask(REFRESH))

    def again() -> None:
        tasks.append(asyncio.ensure_future(refresh()))

    go_on = asyncio.Event()

    async def work() -> None:
        again()
        await model.ask()
        # What is called later has the context in which it was asked for.
        loop.call_later(0, lambda: loop.call_later(0, go_on.set))
        timers.append(loop.call_later(3600, again))
        await forever()

    timers: list[asyncio.TimerHandle] = []
    generation = desk.ask(work)
    await within(go_on.wait())
    await stopped(desk, generation)
    (timer,) = timers
    context, callback = timer._context, timer._callback  # type: ignore[attr-defined]
    timer.cancel()
    context.run(callback)
    await within(asyncio.wait(tasks))
    assert statuses == [200, 200]


async def test_what_another_answer_waits_for_goes_on(desk: Desk, tasks: Tasks) -> None:
    model = MockModel()
    found: list[int] = []

    async def first() -> None:
        tasks.append(asyncio.create_task(model.ask()))
        await asyncio.shield(tasks[0])

    async def of_another() -> None:
        found.append(await asyncio.shield(tasks[0]))

    generation = desk.ask(first)
    await within(model.is_asked.wait())
    other = desk.ask(of_another, persona_id="other")
    await turns(5)
    await stopped(desk, generation)
    model.answers.set()
    await within(other.ended.wait())
    assert found == [200]


async def test_a_loop_that_is_between_two_requests_asks_no_more(desk: Desk, tasks: Tasks) -> None:
    model, between, go_on = MockModel(), asyncio.Event(), asyncio.Event()
    model.answers.set()

    async def agent() -> None:
        while True:
            await model.ask()
            between.set()
            await go_on.wait()

    async def work() -> None:
        tasks.append(asyncio.create_task(agent()))
        await forever()

    generation = desk.ask(work)
    await within(between.wait())
    await stopped(desk, generation)
    assert not tasks[0].done()
    go_on.set()
    # Nobody waits for it: that would show that others need it.
    await within(until_done(tasks[0]))
    assert tasks[0].cancelled()
    assert model.asked[CHAT] == 1


async def test_a_loop_that_swallows_its_refusals_is_cancelled(
    desk: Desk, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    model, between, go_on = MockModel(), asyncio.Event(), asyncio.Event()
    model.answers.set()
    refusals: list[BaseException] = []

    async def agent() -> None:
        while len(refusals) < 1000:
            try:
                await model.ask()
            except GenerationStopped as error:
                refusals.append(error)
            between.set()
            await go_on.wait()
            if refusals:
                await forever()

    async def work() -> None:
        tasks.append(asyncio.create_task(agent()))
        await forever()

    generation = desk.ask(work)
    await within(between.wait())
    await stopped(desk, generation)
    go_on.set()
    # Nobody waits for it: that would show that others need it.
    await within(until_done(tasks[0]))
    assert tasks[0].cancelled()
    assert (len(refusals), model.asked[CHAT]) == (1, 1)
    told = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert told == [
        f"Generation {generation.generation_id}: "
        f"refused POST http://model.test{CHAT}, as it was stopped."
    ]


async def test_a_child_that_goes_on_to_write_the_reply_is_ended(desk: Desk, tasks: Tasks) -> None:
    said, go_on = asyncio.Event(), asyncio.Event()
    reply_ids: list[str] = []

    async def write() -> None:
        reply_ids.append(desk.voice().say("seen"))
        said.set()
        await go_on.wait()
        desk.voice().append(reply_ids[0], " and more")

    async def work() -> None:
        tasks.append(asyncio.create_task(write()))
        await forever()

    generation = desk.ask(work)
    await within(said.wait())
    await stopped(desk, generation)
    go_on.set()
    # Nobody waits for it: that would show that others need it.
    await within(until_done(tasks[0]))
    assert tasks[0].cancelled()
    assert desk.body(reply_ids[0]) == "seen"


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
    desk: Desk, tasks: Tasks
) -> None:
    model, grandchild = MockModel(), Child()

    async def ask() -> None:
        try:
            await model.ask()
        except asyncio.CancelledError:
            grandchild.cancels += 1
            raise

    async def child() -> None:
        await asyncio.create_task(ask())

    async def work() -> None:
        tasks.append(asyncio.create_task(child()))
        await forever()

    generation = desk.ask(work)
    await within(model.is_asked.wait())
    await stopped(desk, generation)
    assert tasks[0].cancelled()
    assert grandchild.cancels == 1


async def test_a_child_that_does_not_end_is_told_and_corrected_when_it_does(
    make_desk: MakeDesk, tasks: Tasks
) -> None:
    desk = await make_desk(times=QUICK)
    model = MockModel(is_let_go=False)

    async def work() -> None:
        desk.voice().say("seen")
        tasks.append(asyncio.create_task(model.ask()))
        await forever()

    generation = desk.ask(work)
    await within(model.is_asked.wait())
    await stopped(desk, generation)
    assert (generation.receipt, generation.left) == ("detached", {"request", "task"})
    model.answers.set()
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


async def test_what_others_share_goes_on(desk: Desk, tasks: Tasks) -> None:
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
        desk, model = await make_desk(), MockModel()
        generation = desk.ask(lambda: asyncio.shield(model.ask()))
        await within(model.is_asked.wait())
        await stopped(desk, generation)
    finally:
        loop.set_task_factory(before)
    assert "MockModel.ask" in made
    assert model.let_go[CHAT] == 1


async def test_tasks_are_left_alone_where_that_is_configured(
    make_desk: MakeDesk, tasks: Tasks
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


async def test_requests_are_refused_no_longer_than_that_can_do_good(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, asked = MockModel(), asyncio.Event()
    contexts: list[contextvars.Context] = []
    model.answers.set()

    async def work() -> None:
        await model.ask()
        contexts.append(contextvars.copy_context())
        asked.set()
        await forever()

    async def is_refused() -> bool:
        asking = contexts[0].run(asyncio.ensure_future, model.ask())
        await within(until_done(asking))
        return asking.cancelled()

    generation = desk.ask(work)
    await within(asked.wait())
    await stopped(desk, generation)
    assert await is_refused()
    monkeypatch.setattr("jupyter_stop_stream.generations.generation.REFUSES_FOR_S", 0.0)
    assert not await is_refused()
