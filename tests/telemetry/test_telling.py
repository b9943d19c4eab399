"""What is told of answers while they go on."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest

from jupyter_stop_stream.telemetry import Step, Telling

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import turns, within
from ..fakes.recording_sink import RecordingSink

pytestmark = pytest.mark.asyncio


def told(desk: Desk, *sinks: RecordingSink) -> RecordingSink:
    """Have the desk's steps told to these and to one more."""
    sink = RecordingSink()
    desk.registry.observe(Telling([*sinks, sink], logging.getLogger("telling")))
    return sink


async def test_an_answer_that_is_left_to_end_is_started_and_ended(any_desk: Desk) -> None:
    sink = told(any_desk)
    writer = any_desk.writer("whole")
    generation = any_desk.ask(writer, asked_by="ada")
    writer.go_on.set()
    end = await sink.until("ended")
    assert sink.actions() == ["started", "ended"]
    assert (end.generation_id, end.chat_id) == (generation.generation_id, any_desk.chat_id)
    assert (end.persona_id, end.asked_by, end.stopped_by) == ("persona", "ada", None)
    assert (end.outcome, end.receipt, end.stopping_s) == ("complete", None, None)
    assert end.open_s >= sink.steps[0].open_s == 0


async def test_a_stop_is_told_with_who_pressed_and_what_had_not_been_seen(any_desk: Desk) -> None:
    sink = told(any_desk)
    writer = any_desk.writer("seen", " unseen")
    generation = any_desk.ask(writer, asked_by="ada")
    await within(writer.waits.wait())
    any_desk.stop(generation, seen={writer.reply_id: 4})
    end = await sink.until("ended")
    assert sink.actions() == ["started", "stopped", "ended"]
    assert [step.stopped_by for step in sink.steps] == [None, "ada", "ada"]
    assert [step.receipt for step in sink.steps] == [None, None, "cancelled"]
    assert [step.unseen_characters for step in sink.steps] == [0, 0, len(" unseen")]
    assert end.outcome == "interrupted"
    assert end.stopping_s is not None
    assert 0 < end.stopping_s <= end.open_s
    assert not any("seen" in str(value) for value in vars(end).values())


async def test_pressing_again_and_saving_later_tell_nothing_twice(desk: Desk) -> None:
    sink = told(desk)
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    for _ in range(3):
        desk.stop(generation)
    await sink.until("ended")
    generation.is_saved = True
    desk.registry._observers.notify(generation)
    await turns(2)
    assert sink.actions() == ["started", "stopped", "ended"]


async def test_one_that_waited_is_stopped_without_having_run(desk: Desk) -> None:
    sink = told(desk)
    first, waits = desk.ask(desk.writer("a")), desk.ask(desk.writer("b"))
    desk.stop(waits)
    end = await sink.until("ended")
    mine = [one.action for one in sink.steps if one.generation_id == waits.generation_id]
    assert mine == ["started", "stopped", "ended"]
    assert (end.outcome, end.receipt) == ("interrupted", "cancelled")
    assert first.state == "running"


async def test_an_answer_that_fails_was_not_stopped(desk: Desk) -> None:
    sink = told(desk)

    async def fail() -> None:
        raise ValueError("secret of the chat")

    desk.ask(fail)
    end = await sink.until("ended")
    assert sink.actions() == ["started", "ended"]
    assert (end.outcome, end.receipt, end.stopped_by) == ("error", None, None)


async def test_a_receipt_that_said_too_little_is_corrected(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=QUICK)
    sink = told(desk)
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def swallow() -> None:
        begun.set()
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    generation = desk.ask(swallow)
    await within(begun.wait())
    desk.stop(generation)
    end = await sink.until("ended")
    assert (end.receipt, end.left) == ("detached", ("task",))
    may_end.set()
    corrected = await sink.until("corrected")
    assert sink.actions() == ["started", "stopped", "ended", "corrected"]
    assert (corrected.receipt, corrected.left) == ("cancelled", ())


async def test_a_sink_that_fails_harms_nobody(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def fail(step: Step) -> None:
        raise OSError("The disk is full.")

    sink = told(desk, RecordingSink(fail))
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generation)
    await sink.until("ended")
    assert generation.receipt == "cancelled"
    assert sink.actions() == ["started", "stopped", "ended"]
    said = [one.getMessage() for one in caplog.records if one.name == "telling"]
    assert said[0] == f"Generation {generation.generation_id}: that it started could not be told."
    assert len(said) == 3


async def test_what_a_sink_starts_is_nobodys_answer(desk: Desk) -> None:
    tasks: list[asyncio.Task[None]] = []
    may_end = asyncio.Event()

    async def send() -> None:
        await may_end.wait()

    sender = RecordingSink(lambda step: tasks.append(asyncio.ensure_future(send())))
    sink = told(desk, sender)
    asked = desk.writer("b", persona_id="other")

    async def ask_another() -> None:
        desk.ask(asked, persona_id="other")
        await asyncio.Event().wait()

    desk.ask(ask_another)
    await within(asked.waits.wait())
    desk.stop()
    await sink.until("ended")
    assert sender.contexts == {None}
    may_end.set()
    await within(asyncio.gather(*tasks))


async def test_no_stop_waits_for_a_sink(desk: Desk) -> None:
    slow_in: list[str] = []
    generations = [
        desk.ask(desk.writer("a", persona_id=one), persona_id=one)
        for one in ("persona", "other", "third")
    ]

    def be_slow(step: Step) -> None:
        if step.action == "stopped":
            slow_in.append(",".join(one.state for one in generations))

    sink = told(desk, RecordingSink(be_slow))
    desk.stop(*generations)
    assert slow_in == []
    await sink.until("ended")
    assert slow_in[0].count("running") == 0


async def test_a_server_that_stops_tells_at_once_what_waits(desk: Desk) -> None:
    sink = RecordingSink()
    telling = Telling([sink], logging.getLogger("telling"))
    desk.registry.observe(telling)
    for persona in ("persona", "other"):
        desk.ask(desk.writer("a", persona_id=persona), persona_id=persona)
    assert sink.steps == []
    telling.flush()
    telling.flush()
    assert sink.actions() == ["started", "started"]
    await turns(3)
    assert sink.actions() == ["started", "started"]
