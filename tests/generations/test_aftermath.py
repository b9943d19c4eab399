"""What follows a stop, before the same persona answers again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from jupyter_stop_stream.generations import aftermath, current_generation

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


class Repair:
    """Notes what it is told, and takes until it may end."""

    def __init__(self, *, may_end: bool = True) -> None:
        self.seen: list[tuple[str, ...]] = []
        self.generations: list[object] = []
        self.works = asyncio.Event()
        self.may_end = asyncio.Event()
        self.was_given_up = asyncio.Event()
        if may_end:
            self.may_end.set()

    async def __call__(self, seen: Sequence[str]) -> None:
        self.seen.append(tuple(seen))
        self.generations.append(current_generation.get())
        self.works.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.was_given_up.set()
            raise


async def test_it_is_told_what_was_seen_and_not_what_was_cut_away(any_desk: Desk) -> None:
    repair = Repair()
    writer = any_desk.writer("seen", " unseen")
    generation = any_desk.ask(writer, after_stop=repair)
    await within(writer.waits.wait())
    any_desk.stop(generation, seen={writer.reply_id: 4})
    await within(repair.works.wait())
    assert repair.seen == [("seen",)]
    assert generation.state == "ended"


async def test_a_reply_of_which_nothing_was_seen_is_not_told(any_desk: Desk) -> None:
    repair = Repair()
    writer = any_desk.writer("unseen")
    generation = any_desk.ask(writer, after_stop=repair)
    await within(writer.waits.wait())
    any_desk.stop(generation, seen={})
    await within(repair.works.wait())
    assert repair.seen == [()]


async def test_an_answer_that_ends_by_itself_is_not_followed_by_it(desk: Desk) -> None:
    repair = Repair()
    writer = desk.writer("one")
    writer.go_on.set()
    generation = desk.ask(writer, after_stop=repair)
    await within(generation.ended.wait())
    await turns(3)
    assert repair.seen == []


async def test_the_next_prompt_waits_for_it(desk: Desk) -> None:
    repair = Repair(may_end=False)
    stopped, following, other = desk.writer("a"), desk.writer("b"), desk.writer(persona_id="other")
    generation = desk.ask(stopped, after_stop=repair)
    await within(stopped.waits.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    desk.ask(following)
    desk.ask(other, persona_id="other")
    await within(repair.works.wait())
    await within(other.waits.wait())
    assert desk.shown().count("b") == 0
    repair.may_end.set()
    await within(following.waits.wait())
    assert desk.shown().count("b") == 1


async def test_a_prompt_that_waits_for_it_can_be_stopped(desk: Desk) -> None:
    repair = Repair(may_end=False)
    stopped, following = desk.writer("a"), desk.writer("b")
    generation = desk.ask(stopped, after_stop=repair)
    await within(stopped.waits.wait())
    desk.stop(generation)
    await within(repair.works.wait())
    waiting = desk.ask(following)
    await turns(3)
    desk.stop(waiting)
    await within(waiting.ended.wait())
    third = desk.writer("c")
    desk.ask(third)
    await turns(3)
    assert "b" not in desk.shown()
    assert "c" not in desk.shown()
    repair.may_end.set()
    await within(third.waits.wait())


async def test_its_failure_is_logged_and_hinders_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(seen: Sequence[str]) -> None:
        raise OSError("disk full")

    stopped, following = desk.writer("a"), desk.writer("b")
    generation = desk.ask(stopped, after_stop=fail)
    await within(stopped.waits.wait())
    with caplog.at_level(logging.ERROR):
        desk.stop(generation)
        desk.ask(following)
        await within(following.waits.wait())
    assert [record.exc_info and record.exc_info[0] for record in caplog.records] == [OSError]


async def test_it_is_given_up_in_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aftermath, "LIMIT_S", 0.05)
    repair = Repair(may_end=False)
    stopped, following = desk.writer("a"), desk.writer("b")
    generation = desk.ask(stopped, after_stop=repair)
    await within(stopped.waits.wait())
    desk.stop(generation)
    desk.ask(following)
    await within(following.waits.wait())
    await within(repair.was_given_up.wait())


async def test_a_generation_that_was_given_up_is_followed_by_it(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=QUICK)
    repair = Repair()
    may_end = asyncio.Event()

    async def swallow() -> None:
        while not may_end.is_set():
            try:
                await may_end.wait()
            except asyncio.CancelledError:
                continue

    generation = desk.ask(swallow, after_stop=repair)
    await turns(3)
    desk.stop(generation)
    await within(repair.works.wait())
    assert generation.receipt == "detached"
    may_end.set()


async def test_it_is_nobodys_generation(desk: Desk) -> None:
    repair = Repair()
    mentioned = desk.writer("a", persona_id="mentioned")

    async def mention() -> None:
        desk.ask(mentioned, persona_id="mentioned", after_stop=repair)

    await within(desk.ask(mention).ended.wait())
    await within(mentioned.waits.wait())
    desk.stop(*desk.registry.live())
    await within(repair.works.wait())
    assert repair.generations == [None]


async def test_a_shutdown_waits_for_it(desk: Desk) -> None:
    repair = Repair(may_end=False)
    stopped = desk.writer("a")
    desk.ask(stopped, after_stop=repair)
    await within(stopped.waits.wait())
    shutting_down = asyncio.ensure_future(desk.registry.shutdown())
    await within(repair.works.wait())
    assert not shutting_down.done()
    repair.may_end.set()
    await within(shutting_down)
