"""What a limit of the server's stops, and what it leaves alone."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from jupyter_stop_stream.generations import AnswerLimits, Generation, Registry

from ..conftest import MakeDesk
from ..fakes.desk import PATIENT, RECORDER, Desk
from ..fakes.passing_time import PassingTime
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio


async def desk_with(make_desk: MakeDesk, **limits: Any) -> Desk:
    registry = Registry(
        PATIENT,
        flush_interval_s=0.0,
        log=logging.getLogger("limits"),
        recorder=RECORDER,
        limits=AnswerLimits(**limits),
    )
    return await make_desk("ws", registry=registry)


async def limit_of(desk: Desk, generation: Generation) -> Any:
    """The limit that its mark names, when it has ended."""
    await within(generation.ended.wait())
    mark = desk.mark(generation.reply_ids[-1] if generation.reply_ids else generation.prompt_id)
    assert mark is not None
    return mark.get("limit")


async def test_an_answer_that_takes_too_long_is_stopped_and_keeps_its_text(
    make_desk: MakeDesk,
) -> None:
    desk = await desk_with(make_desk, answer_s=120)
    time = PassingTime()
    writer = desk.writer("one", " two")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    await time.pass_s(119)
    assert generation.state == "running"
    await time.pass_s(1.1)
    limit = await limit_of(desk, generation)
    assert limit == {"kind": "seconds", "amount": 120, "is_servers": True}
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert generation.stopped_by is None
    assert desk.body(writer.reply_id) == "one two"


async def test_the_time_in_the_queue_does_not_count_and_the_next_one_gets_its_own(
    make_desk: MakeDesk,
) -> None:
    desk = await desk_with(make_desk, answer_s=100)
    time = PassingTime()
    first, second = desk.ask(desk.writer("one")), desk.ask(desk.writer("two"))
    await time.pass_s(101)
    await within(first.ended.wait())
    await time.pass_s(99)
    assert second.state == "running"
    await time.pass_s(2)
    assert (await limit_of(desk, second))["kind"] == "seconds"


async def test_an_answer_that_has_ended_by_itself_comes_to_no_limit(make_desk: MakeDesk) -> None:
    desk = await desk_with(make_desk, answer_s=100, silence_s=50)
    time = PassingTime()
    writer = desk.writer("one")
    generation = desk.ask(writer)
    writer.go_on.set()
    await within(generation.ended.wait())
    await time.pass_s(1000)
    assert generation.outcome == "complete"
    assert desk.status(writer.reply_id) == "complete"


async def test_an_answer_that_gets_too_long_is_stopped(make_desk: MakeDesk) -> None:
    desk = await desk_with(make_desk, answer_characters=10)
    writer = desk.writer("12345", "6789")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    assert generation.state == "running"
    desk.voice().append(writer.reply_id or "", "0")
    limit = await limit_of(desk, generation)
    assert limit == {"kind": "characters", "amount": 10, "is_servers": True}
    assert desk.body(writer.reply_id) == "1234567890"


async def test_of_a_text_that_is_written_anew_the_newest_counts(make_desk: MakeDesk) -> None:
    desk = await desk_with(make_desk, answer_characters=10)
    writer = desk.writer("123456789")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.voice().put(writer.reply_id or "", "1234")
    desk.voice().append(writer.reply_id or "", "567")
    await asyncio.sleep(0)
    assert generation.state == "running"
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (desk.mark(writer.reply_id) or {})["characters"] == 7


async def test_each_write_breaks_the_silence_from_a_thread_too(make_desk: MakeDesk) -> None:
    desk = await desk_with(make_desk, silence_s=30)
    time = PassingTime()
    writer = desk.writer("one")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    await time.pass_s(29)
    await asyncio.to_thread(desk.voice().append, writer.reply_id or "", " two")
    await time.pass_s(29)
    assert generation.state == "running"
    await time.pass_s(2)
    limit = await limit_of(desk, generation)
    assert limit == {"kind": "silence", "amount": 30, "is_servers": True}


async def test_an_answer_that_never_says_a_word_is_silent_from_its_beginning(
    make_desk: MakeDesk,
) -> None:
    desk = await desk_with(make_desk, silence_s=30)
    time = PassingTime()
    generation = desk.ask(desk.writer())
    await time.pass_s(31)
    assert (await limit_of(desk, generation))["kind"] == "silence"


async def test_waiting_for_a_person_is_no_silence(make_desk: MakeDesk) -> None:
    desk = await desk_with(make_desk, silence_s=30)
    time = PassingTime()
    writer = desk.writer("one")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    await time.pass_s(20)
    generation.open_questions += 1
    desk.registry.tell(generation)
    assert generation.record("ada")["asks_person"]
    await time.pass_s(3600)
    assert generation.state == "running"
    generation.open_questions -= 1
    desk.registry.tell(generation)
    await time.pass_s(29)
    assert generation.state == "running"
    await time.pass_s(2)
    assert (await limit_of(desk, generation))["kind"] == "silence"


async def test_a_limit_of_a_page_is_named_and_leaves_what_waits_and_hurries_nothing(
    make_desk: MakeDesk,
) -> None:
    desk = await desk_with(make_desk)
    asked_to_cancel = asyncio.Event()

    async def own_cancel() -> None:
        asked_to_cancel.set()
        await asyncio.Event().wait()

    writer = desk.writer("one")
    first = desk.ask(writer, cancel=own_cancel)
    behind = desk.ask(desk.writer("two"))
    await within(writer.waits.wait())
    limit = {"kind": "characters", "amount": 20000}
    assert desk.stop(first, limit=limit) == [first]
    await within(asked_to_cancel.wait())
    # The person's other page comes to the same limit.
    desk.stop(first, limit=limit)
    assert not first.force.is_set()
    assert behind.state == "queued"
    desk.stop(first)
    assert first.force.is_set()
    assert await limit_of(desk, first) == limit
    assert (desk.mark(writer.reply_id) or {})["stopped_by"] == "ada"
