"""What is tried to end a stopped generation's work, in which order, and how often."""

from __future__ import annotations

import asyncio
import logging
import threading
from itertools import pairwise

import pytest

from jupyter_stop_stream.generations import Generation, LadderTimes, current_generation
from jupyter_stop_stream.generations.ladder import REPEAT_AFTER_S

from ..conftest import MakeDesk
from ..fakes.counting_task import cancels_of, count_cancels
from ..fakes.desk import PATIENT, QUICK, Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


class Agent:
    """A backend with a cancel of its own, which ends the turn when it is told to."""

    def __init__(self, *, heeds: bool = True) -> None:
        self._heeds = heeds
        self.works = asyncio.Event()
        self.told = asyncio.Event()
        self.turn_ends = asyncio.Event()
        self.how_it_ended: str | None = None
        self.contexts: list[object] = []

    async def work(self) -> None:
        self.works.set()
        try:
            await self.turn_ends.wait()
            self.how_it_ended = "by itself"
        except asyncio.CancelledError:
            self.how_it_ended = "cancelled"
            raise

    async def cancel(self) -> None:
        self.contexts.append(current_generation.get())
        self.told.set()
        if self._heeds:
            self.turn_ends.set()


async def test_two_presses_cancel_the_work_once(desk: Desk) -> None:
    count_cancels(asyncio.get_running_loop())
    cleans, clean = asyncio.Event(), asyncio.Event()
    writer = desk.writer("seen")

    async def work() -> None:
        try:
            await writer()
        finally:
            cleans.set()
            await clean.wait()

    generation = desk.ask(work)
    task = generation.task
    await within(writer.waits.wait())
    desk.stop(generation)
    desk.stop(generation)
    await within(cleans.wait())
    desk.stop(generation)
    await turns(5)
    assert len(cancels_of(task)) == 1
    clean.set()
    await within(generation.ended.wait())
    assert len(cancels_of(task)) == 1
    assert generation.receipt == "cancelled"


async def test_a_cancel_that_was_lost_is_repeated_after_a_while(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=LadderTimes(grace_period_s=0, patience_s=5))
    count_cancels(asyncio.get_running_loop())
    works = asyncio.Event()

    async def work() -> None:
        works.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    generation = desk.ask(work)
    task = generation.task
    await within(works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    first, second = cancels_of(task)
    assert REPEAT_AFTER_S[0] - 0.05 < second - first < REPEAT_AFTER_S[1]
    assert generation.receipt == "cancelled"


async def test_clean_up_is_given_time_between_two_cancels() -> None:
    assert all(later - earlier >= 0.25 for earlier, later in pairwise((0.0, *REPEAT_AFTER_S)))


async def test_a_backend_that_can_cancel_is_asked_before_its_task_is_cancelled(
    desk: Desk,
) -> None:
    count_cancels(asyncio.get_running_loop())
    agent = Agent()
    generation = desk.ask(agent.work, cancel=agent.cancel)
    task = generation.task
    await within(agent.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert agent.how_it_ended == "by itself"
    assert cancels_of(task) == ()
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")


async def test_a_backends_cancel_is_no_part_of_the_generation(desk: Desk) -> None:
    agent = Agent()
    generation = desk.ask(agent.work, cancel=agent.cancel)
    await within(agent.works.wait())
    token = current_generation.set(generation)
    desk.stop(generation)
    current_generation.reset(token)
    await within(generation.ended.wait())
    assert agent.contexts == [None]


async def test_a_backend_that_does_not_heed_is_cancelled_after_its_grace(
    make_desk: MakeDesk,
) -> None:
    desk = await make_desk(times=LadderTimes(grace_period_s=0.05, patience_s=5))
    agent = Agent(heeds=False)
    generation = desk.ask(agent.work, cancel=agent.cancel)
    await within(agent.works.wait())
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert 0.04 <= loop.time() - began_at < 2
    assert agent.how_it_ended == "cancelled"


async def test_a_second_press_skips_the_grace(desk: Desk) -> None:
    agent = Agent(heeds=False)
    generation = desk.ask(agent.work, cancel=agent.cancel)
    await within(agent.works.wait())
    desk.stop(generation)
    await within(agent.told.wait())
    await turns(5)
    assert agent.how_it_ended is None
    desk.stop(generation)
    await within(generation.ended.wait(), PATIENT.grace_period_s / 2)
    assert agent.how_it_ended == "cancelled"


async def test_a_backends_cancel_that_hangs_is_given_up(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=LadderTimes(grace_period_s=0.05, patience_s=5))
    agent = Agent()
    given_up = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    generation = desk.ask(agent.work, cancel=hang)
    await within(agent.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert given_up.is_set()
    assert (agent.how_it_ended, generation.receipt) == ("cancelled", "cancelled")


async def test_a_backends_cancel_that_fails_is_logged_and_the_task_is_cancelled(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = await make_desk(times=LadderTimes(grace_period_s=0.05, patience_s=5))
    agent = Agent()

    async def fail() -> None:
        raise ConnectionError("The agent is away.")

    generation = desk.ask(agent.work, cancel=fail)
    await within(agent.works.wait())
    with caplog.at_level(logging.WARNING):
        desk.stop(generation)
        await within(generation.ended.wait())
    assert agent.how_it_ended == "cancelled"
    assert any("The agent is away." in record.getMessage() for record in caplog.records)


async def test_a_cancel_that_cannot_even_begin_does_not_cost_the_grace(desk: Desk) -> None:
    agent = Agent()

    async def fail() -> None:
        raise ConnectionError

    generation = desk.ask(agent.work, cancel=fail)
    await within(agent.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait(), PATIENT.grace_period_s / 2)
    assert agent.how_it_ended == "cancelled"


async def test_a_backends_cancel_can_close_what_it_left_open(desk: Desk) -> None:
    agent = Agent()
    reply_ids: list[str] = []

    async def work() -> None:
        reply_ids.append(desk.voice().say("I call a tool."))
        await agent.work()

    async def cancel() -> None:
        message = desk.message(reply_ids[0])
        message.metadata = {"tool_calls": [{"id": "t", "status": "failed"}]}
        desk.chat.update_message(message, trigger_actions=[])
        await agent.cancel()

    generation = desk.ask(work, cancel=cancel)
    await within(agent.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    metadata = desk.message(reply_ids[0]).metadata or {}
    assert metadata["tool_calls"] == [{"id": "t", "status": "failed"}]
    assert desk.status(reply_ids[0]) == "interrupted"
    assert agent.how_it_ended == "by itself"


async def test_the_stop_of_one_that_hangs_does_not_delay_another(desk: Desk) -> None:
    hanging, writer = Agent(heeds=False), desk.writer("b", persona_id="other")
    hangs = desk.ask(hanging.work, cancel=hanging.cancel)
    quick = desk.ask(writer, persona_id="other")
    await within(writer.waits.wait())
    desk.stop()
    await within(quick.ended.wait(), PATIENT.grace_period_s / 2)
    assert hangs.state == "stopping"
    desk.stop(hangs)
    await within(hangs.ended.wait())


async def test_work_that_does_not_end_is_given_up_after_the_patience(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = await make_desk(times=QUICK)
    let_end, works = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        works.set()
        while not let_end.is_set():
            try:
                await let_end.wait()
            except asyncio.CancelledError:
                continue

    generation = desk.ask(work)
    await within(works.wait())
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    with caplog.at_level(logging.WARNING):
        desk.stop(generation)
        await within(generation.ended.wait())
    assert 0.04 <= loop.time() - began_at < 2
    assert generation.receipt == "detached"
    assert any("may still be running" in record.getMessage() for record in caplog.records)
    let_end.set()
    await within(desk.observer.until(lambda r: r["receipt"] == "cancelled"))


async def test_a_thread_that_blocks_is_given_up_and_cannot_write(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=QUICK)
    loop = asyncio.get_running_loop()
    blocked, refused = asyncio.Event(), asyncio.Event()
    let_go = threading.Event()

    def block() -> None:
        reply_id = desk.voice().say("seen")
        loop.call_soon_threadsafe(blocked.set)
        let_go.wait()
        try:
            desk.voice().append(reply_id, " late")
        finally:
            loop.call_soon_threadsafe(refused.set)

    async def work() -> None:
        await asyncio.to_thread(block)

    generation = desk.ask(work)
    await within(blocked.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"thread"})
    assert desk.mark(generation.reply_ids[0])["left"] == ["thread"]
    let_go.set()
    await within(refused.wait())
    await within(desk.observer.until(lambda r: r["receipt"] == "cancelled"))
    assert "left" not in desk.mark(generation.reply_ids[0])
    assert desk.shown() == ["Why?", "seen"]


async def test_a_stop_from_inside_the_work_that_waits_for_its_end_does_not_deadlock(
    desk: Desk,
) -> None:
    generations: list[Generation] = []
    asks = asyncio.Event()

    async def work() -> None:
        await asks.wait()
        desk.stop(generations[0])
        await generations[0].ended.wait()

    generations.append(desk.ask(work))
    asks.set()
    await within(generations[0].ended.wait())
    assert (generations[0].outcome, generations[0].receipt) == ("interrupted", "cancelled")


async def test_a_stop_from_a_thread_of_the_work_that_waits_for_its_end_does_not_deadlock(
    desk: Desk,
) -> None:
    loop = asyncio.get_running_loop()
    generations: list[Generation] = []

    async def stop() -> None:
        desk.stop(generations[0])

    def call() -> None:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()

    generations.append(desk.ask(lambda: asyncio.to_thread(call)))
    await within(generations[0].ended.wait())
    assert (generations[0].outcome, generations[0].receipt) == ("interrupted", "cancelled")
