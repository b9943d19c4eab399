"""How generations begin, wait, are stopped and end."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref

import pytest

from jupyter_stop_stream import GenerationStopped
from jupyter_stop_stream.generations import MARK_KEY, Generation, LadderTimes, current_generation
from jupyter_stop_stream.protocol import (
    NotAllowed,
    UnknownChat,
    UnknownGeneration,
    UnknownPrompt,
)

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import turns, within
from ..fakes.recording_backend import RecordingBackend
from ..fakes.writer import Writer

pytestmark = pytest.mark.asyncio


async def end_of(*generations: Generation) -> None:
    for generation in generations:
        await within(generation.ended.wait())


async def test_an_answer_that_ends_by_itself_is_complete(any_desk: Desk) -> None:
    writer = any_desk.writer("one", " two", rest=(" three",))
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    assert any_desk.status(writer.reply_id) == "streaming"
    writer.go_on.set()
    await end_of(generation)
    assert any_desk.observer.states_of(generation) == ["running", "ended"]
    assert (generation.outcome, generation.receipt) == ("complete", None)
    assert any_desk.body(writer.reply_id) == "one two three"
    assert any_desk.mark(writer.reply_id) == {
        "generation_id": generation.generation_id,
        "prompt_id": generation.prompt_id,
        "status": "complete",
    }
    assert any_desk.mark(generation.prompt_id) is None


async def test_a_stopped_answer_keeps_what_was_seen_and_says_so(any_desk: Desk) -> None:
    writer = any_desk.writer("seen", " unseen")
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    meant = any_desk.stop(generation, by="ada", seen={writer.reply_id: 4})
    assert meant == [generation]
    assert generation.state == "stopping"
    await end_of(generation)
    assert any_desk.observer.states_of(generation) == ["running", "stopping", "ended"]
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert generation.stopped_by == "ada"
    mark = any_desk.mark(writer.reply_id)
    assert mark is not None
    assert mark["stopped_at"] >= generation.started_at
    assert 0 <= mark["took_s"] <= mark["stopped_at"] - generation.started_at + 0.01
    assert {key: mark[key] for key in mark if key not in ("stopped_at", "took_s")} == {
        "generation_id": generation.generation_id,
        "prompt_id": generation.prompt_id,
        "status": "interrupted",
        "stopped_by": "ada",
        "characters": len("seen unseen"),
        "receipt": "cancelled",
        "unseen": " unseen",
    }
    assert any_desk.shown() == ["Why?", "seen"]


async def test_a_generation_is_known_before_its_task_ran(desk: Desk) -> None:
    writer = desk.writer("Hi")
    generation = desk.ask(writer)
    assert writer.runs == 0
    assert desk.registry.live(desk.chat_id) == (generation,)
    assert desk.registry.find(generation.generation_id) is generation
    assert generation.state == "running"


async def test_stopped_before_its_first_step_it_never_begins(any_desk: Desk) -> None:
    writer = any_desk.writer("Hi")
    generation = any_desk.ask(writer)
    any_desk.stop(generation)
    await end_of(generation)
    assert writer.runs == 0
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert any_desk.shown() == ["Why?"]


async def test_stopped_before_its_first_text_the_prompt_says_so(any_desk: Desk) -> None:
    writer = any_desk.writer(rest=("late",))
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(generation)
    await end_of(generation)
    assert any_desk.status(generation.prompt_id) == "interrupted"
    assert (any_desk.mark(generation.prompt_id) or {})["generation_id"] == (
        generation.generation_id
    )
    assert any_desk.shown() == ["Why?"]


async def test_stopped_with_an_empty_reply_there_is_no_ghost_of_it(any_desk: Desk) -> None:
    writer = any_desk.writer("")
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(generation, seen={})
    await end_of(generation)
    assert any_desk.message(writer.reply_id).deleted
    assert any_desk.status(generation.prompt_id) == "interrupted"
    assert any_desk.shown() == ["Why?"]


async def test_a_prompt_that_is_answered_again_is_not_marked_any_more(any_desk: Desk) -> None:
    prompt_id = any_desk.prompt()
    any_desk.stop(any_desk.ask(any_desk.writer(), prompt_id=prompt_id))
    await within(any_desk.observer.until(lambda record: record["state"] == "ended"))
    assert any_desk.status(prompt_id) == "interrupted"
    again = any_desk.writer("Because.")
    any_desk.backend.answer = lambda prompt: any_desk.ask(again, prompt_id=prompt)
    begun = any_desk.registry.regenerate(any_desk.chat_id, prompt_id, by="ada")
    assert any_desk.mark(prompt_id) is None
    again.go_on.set()
    await end_of(*begun)
    assert any_desk.shown() == ["Why?", "Because."]
    assert any_desk.backend.asked_again == [prompt_id]


async def test_regenerating_leaves_the_stopped_reply_as_it_is(any_desk: Desk) -> None:
    writer = any_desk.writer("Because")
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(generation)
    await end_of(generation)
    again = any_desk.writer("I do not know.")
    any_desk.backend.answer = lambda prompt: any_desk.ask(again, prompt_id=prompt)
    begun = any_desk.registry.regenerate(any_desk.chat_id, generation.prompt_id, by="ada")
    again.go_on.set()
    await end_of(*begun)
    assert any_desk.status(writer.reply_id) == "interrupted"
    assert any_desk.shown() == ["Why?", "Because", "I do not know."]


async def test_a_prompt_that_nobody_answers_cannot_be_asked_again(desk: Desk) -> None:
    with pytest.raises(UnknownPrompt):
        desk.registry.regenerate(desk.chat_id, desk.prompt(), by="ada")
    with pytest.raises(UnknownChat):
        desk.registry.regenerate("elsewhere", "prompt", by="ada")


async def test_a_reply_that_another_persona_is_asked_about_keeps_its_own_mark(
    any_desk: Desk,
) -> None:
    writer = any_desk.writer("half a")
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(generation)
    await end_of(generation)
    other = any_desk.writer("go on", persona_id="other")
    others = any_desk.ask(other, persona_id="other", prompt_id=writer.reply_id)
    other.go_on.set()
    await end_of(others)
    assert any_desk.status(writer.reply_id) == "interrupted"


async def test_one_persona_answers_one_prompt_after_the_other(any_desk: Desk) -> None:
    writers = [any_desk.writer(str(number)) for number in range(3)]
    generations = [any_desk.ask(writer) for writer in writers]
    await within(writers[0].waits.wait())
    assert [one.state for one in generations] == ["running", "queued", "queued"]
    assert [writer.runs for writer in writers] == [1, 0, 0]
    for writer, generation in zip(writers, generations, strict=True):
        writer.go_on.set()
        await end_of(generation)
    assert [one.outcome for one in generations] == ["complete"] * 3
    assert any_desk.observer.states_of(generations[2]) == ["queued", "running", "ended"]


async def test_two_personas_answer_at_once(desk: Desk) -> None:
    first, second = desk.writer("a"), desk.writer("b", persona_id="other")
    desk.ask(first)
    desk.ask(second, persona_id="other")
    await within(first.waits.wait())
    await within(second.waits.wait())


async def test_a_stopped_queued_prompt_never_starts_and_says_so(any_desk: Desk) -> None:
    writers = [any_desk.writer(str(number)) for number in range(3)]
    generations = [any_desk.ask(writer) for writer in writers]
    await within(writers[0].waits.wait())
    any_desk.stop(generations[1])
    assert generations[1].state == "stopping"
    await end_of(generations[1])
    assert (generations[1].outcome, generations[1].receipt) == ("interrupted", "cancelled")
    assert any_desk.status(generations[1].prompt_id) == "interrupted"
    assert [one.state for one in generations] == ["running", "ended", "queued"]
    for writer in writers:
        writer.go_on.set()
    await end_of(*generations)
    assert [writer.runs for writer in writers] == [1, 0, 1]
    assert [one.outcome for one in generations] == ["complete", "interrupted", "complete"]


async def test_stopping_the_running_one_stops_what_waits_behind_it(any_desk: Desk) -> None:
    writers = [any_desk.writer(str(number)) for number in range(4)]
    generations = [any_desk.ask(writer) for writer in writers]
    await within(writers[0].waits.wait())
    assert set(any_desk.stop(generations[0])) == set(generations)
    await end_of(*generations)
    assert [writer.runs for writer in writers] == [1, 0, 0, 0]
    assert [one.outcome for one in generations] == ["interrupted"] * 4
    assert any_desk.registry.live() == ()


async def test_what_somebody_else_asked_waits_on(desk: Desk) -> None:
    mine, theirs = desk.writer("mine"), desk.writer("theirs")
    running = desk.ask(mine, asked_by="ada")
    queued = desk.ask(theirs, asked_by="grace")
    await within(mine.waits.wait())
    assert desk.stop(running, by="ada") == [running]
    await within(theirs.waits.wait())
    assert queued.state == "running"


async def test_what_another_persona_was_asked_goes_on(desk: Desk) -> None:
    first, second, waiting = desk.writer("a"), desk.writer("b"), desk.writer("c")
    running = desk.ask(first)
    others = [desk.ask(one, persona_id="other") for one in (second, waiting)]
    await within(first.waits.wait())
    assert desk.stop(running) == [running]
    await end_of(running)
    assert [one.state for one in others] == ["running", "queued"]


async def test_a_new_prompt_after_a_stop_is_answered(any_desk: Desk) -> None:
    writer = any_desk.writer("a")
    stopped = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(stopped)
    later_writer = any_desk.writer("b")
    later = any_desk.ask(later_writer)
    later_writer.go_on.set()
    await end_of(stopped, later)
    assert (stopped.outcome, later.outcome) == ("interrupted", "complete")


async def test_a_stop_without_ids_means_all_of_mine_in_this_chat(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    elsewhere = await make_desk(registry=desk.registry)
    mine = [
        desk.ask(desk.writer("a"), asked_by="ada"),
        desk.ask(desk.writer("b"), asked_by="ada"),
        desk.ask(desk.writer("c"), asked_by="ada", persona_id="other"),
    ]
    theirs = desk.ask(desk.writer("d"), asked_by="grace", persona_id="third")
    far = elsewhere.ask(elsewhere.writer("e"), asked_by="ada")
    assert set(desk.stop(by="ada")) == set(mine)
    await end_of(*mine)
    assert theirs.is_live
    assert far.is_live


async def test_on_a_server_of_one_person_every_generation_is_mine(desk: Desk) -> None:
    generation = desk.ask(desk.writer("a"), asked_by=None)
    assert desk.stop(by="a name that this tab made up") == [generation]
    await end_of(generation)


async def test_somebody_elses_is_stopped_only_where_that_is_allowed(desk: Desk) -> None:
    mine = desk.ask(desk.writer("a"), asked_by="ada")
    theirs = desk.ask(desk.writer("b"), asked_by="grace", persona_id="other")
    with pytest.raises(NotAllowed):
        desk.stop(mine, theirs, by="ada")
    assert mine.state == theirs.state == "running"
    assert desk.stop(theirs, by="ada", may_stop_others=True) == [theirs]
    await end_of(theirs)
    assert theirs.stopped_by == "ada"
    assert desk.stop(by="ada", may_stop_others=True) == [mine]


async def test_what_is_not_of_this_chat_cannot_be_stopped_here(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    elsewhere = await make_desk(registry=desk.registry)
    here, far = desk.ask(desk.writer("a")), elsewhere.ask(elsewhere.writer("b"))
    with pytest.raises(UnknownGeneration):
        desk.stop(far)
    with pytest.raises(UnknownGeneration):
        desk.registry.stop(desk.chat_id, [far.generation_id, "nobody"], by="ada")
    assert here.state == far.state == "running"
    assert desk.stop(far, here) == [here]
    assert (here.state, far.state) == ("stopping", "running")
    assert desk.registry.stop("no such chat", None, by="ada") == []
    assert desk.registry.stop(desk.chat_id, [], by="ada") == []


async def test_two_chats_do_not_know_of_each_other(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    elsewhere = await make_desk(registry=desk.registry)
    here, far = desk.writer("a"), elsewhere.writer("b")
    stopped, goes_on = desk.ask(here), elsewhere.ask(far)
    await within(far.waits.wait())
    assert goes_on.state == "running"
    desk.stop()
    await end_of(stopped)
    far.go_on.set()
    await end_of(goes_on)
    assert goes_on.outcome == "complete"
    assert desk.registry.live(desk.chat_id) == ()


async def test_stopping_what_has_ended_changes_nothing(any_desk: Desk) -> None:
    writer = any_desk.writer("complete")
    generation = any_desk.ask(writer)
    writer.go_on.set()
    await end_of(generation)
    told = len(any_desk.observer.records)
    mark = any_desk.mark(writer.reply_id)
    assert any_desk.stop(generation, seen={}) == [generation]
    await turns(3)
    assert (generation.outcome, generation.stopped_by) == ("complete", None)
    assert any_desk.mark(writer.reply_id) == mark
    assert any_desk.body(writer.reply_id) == "complete"
    assert len(any_desk.observer.records) == told


async def test_the_first_stop_counts(any_desk: Desk) -> None:
    writer = any_desk.writer("seen", " unseen")
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(generation, by="ada", seen={writer.reply_id: 4})
    any_desk.stop(generation, by="grace", seen={writer.reply_id: 2}, may_stop_others=True)
    await end_of(generation)
    any_desk.stop(generation, by="linus")
    assert generation.stopped_by == "ada"
    assert any_desk.shown() == ["Why?", "seen"]


async def test_ten_stops_at_once_are_one(any_desk: Desk) -> None:
    writer = any_desk.writer("seen")
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())

    async def stop() -> None:
        any_desk.stop(generation)

    await within(asyncio.gather(*(stop() for _ in range(10))))
    await end_of(generation)
    ends = [one for one in any_desk.observer.of(generation) if one["state"] == "ended"]
    assert len(ends) == 1
    assert any_desk.status(writer.reply_id) == "interrupted"


async def test_revisions_rise(desk: Desk) -> None:
    writer = desk.writer("one")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generation)
    await end_of(generation)
    revisions = [record["revision"] for record in desk.observer.of(generation)]
    assert revisions == sorted(set(revisions))
    assert len(revisions) >= 4


async def test_an_answer_that_fails_is_an_error_with_a_reason(
    any_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    writer = any_desk.writer("half")

    async def work() -> None:
        writer.go_on.set()
        await writer()
        raise ConnectionError("The model is away.")

    with caplog.at_level(logging.ERROR):
        generation = any_desk.ask(work)
        await end_of(generation)
    assert generation.outcome == "error"
    mark = any_desk.mark(writer.reply_id)
    assert mark is not None
    assert (mark["status"], mark["reason"]) == ("error", "The model is away.")
    assert "stopped_at" not in mark
    assert any_desk.body(writer.reply_id) == "half"
    assert any(generation.generation_id in record.getMessage() for record in caplog.records)


async def test_an_error_without_words_is_named_by_its_kind(desk: Desk) -> None:
    writer = desk.writer("half")

    async def work() -> None:
        writer.go_on.set()
        await writer()
        raise TimeoutError

    await end_of(desk.ask(work))
    assert (desk.mark(writer.reply_id) or {})["reason"] == "TimeoutError"


async def test_an_answer_that_fails_because_it_was_stopped_is_no_error(desk: Desk) -> None:
    writer = desk.writer("half")

    async def work() -> None:
        try:
            await writer()
        finally:
            raise OSError

    generation = desk.ask(work)
    await within(writer.waits.wait())
    desk.stop(generation)
    await end_of(generation)
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")


async def test_a_prompt_behind_one_that_failed_is_answered(desk: Desk) -> None:
    async def fail() -> None:
        raise OSError

    later = desk.writer("b")
    first, second = desk.ask(fail), desk.ask(later)
    later.go_on.set()
    await end_of(first, second)
    assert (first.outcome, second.outcome) == ("error", "complete")


async def test_work_that_swallows_the_cancel_ends_at_its_next_write(any_desk: Desk) -> None:
    writer = any_desk.writer("seen")
    refused = 0

    async def work() -> None:
        nonlocal refused
        try:
            await writer()
        except asyncio.CancelledError:
            try:
                any_desk.voice().append(writer.reply_id or "", " late")
            except GenerationStopped:
                refused += 1
                raise

    generation = any_desk.ask(work)
    await within(writer.waits.wait())
    any_desk.stop(generation)
    await end_of(generation)
    assert refused == 1
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert any_desk.shown() == ["Why?", "seen"]


async def test_work_that_never_ends_is_detached_and_corrected_when_it_ends(
    make_desk: MakeDesk, chat_kind: str
) -> None:
    desk = await make_desk(chat_kind, times=QUICK)
    let_end = asyncio.Event()
    writer = desk.writer("seen")

    async def work() -> None:
        try:
            await writer()
        finally:
            while not let_end.is_set():
                try:
                    await let_end.wait()
                except asyncio.CancelledError:
                    continue

    generation = desk.ask(work)
    await within(writer.waits.wait())
    desk.stop(generation)
    await end_of(generation)
    assert (generation.outcome, generation.receipt) == ("interrupted", "detached")
    assert (desk.mark(writer.reply_id) or {})["receipt"] == "detached"
    assert desk.registry.live() == ()

    let_end.set()
    corrected = await within(
        desk.observer.until(lambda r: r["state"] == "ended" and r["receipt"] == "cancelled")
    )
    assert corrected["revision"] == generation.revision
    assert (desk.mark(writer.reply_id) or {})["receipt"] == "cancelled"
    assert desk.shown() == ["Why?", "seen"]


async def test_the_next_prompt_does_not_wait_for_work_that_was_given_up(
    make_desk: MakeDesk,
) -> None:
    desk = await make_desk(times=QUICK)
    let_end = asyncio.Event()
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        while not let_end.is_set():
            try:
                await let_end.wait()
            except asyncio.CancelledError:
                continue

    hangs = desk.ask(work, asked_by="ada")
    await within(begun.wait())
    writer = desk.writer("next")
    waits = desk.ask(writer, asked_by="grace")
    desk.stop(hangs, by="ada")
    writer.go_on.set()
    await end_of(hangs, waits)
    assert (hangs.receipt, waits.outcome) == ("detached", "complete")
    let_end.set()
    await within(
        desk.observer.until(lambda r: r["state"] == "ended" and r["receipt"] == "cancelled")
    )


async def test_a_stop_from_within_the_generation_ends_it(any_desk: Desk) -> None:
    writer = any_desk.writer("that will do", rest=(" no",))

    async def work() -> None:
        generation = current_generation.get()
        assert generation is not None
        writer.go_on.set()
        any_desk.voice()
        writer.reply_id = any_desk.voice().say("that will do")
        any_desk.stop(generation)
        await generation.ended.wait()

    generation = any_desk.ask(work)
    await end_of(generation)
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert any_desk.shown() == ["Why?", "that will do"]


async def test_of_an_id_that_is_named_twice_one_stop_is_made(desk: Desk) -> None:
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    assert desk.stop(generation, generation) == [generation]
    assert not generation.force.is_set()
    await end_of(generation)


async def test_an_observer_that_fails_hinders_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(generation: Generation) -> None:
        raise OSError

    desk.unobserve()
    desk.registry.observe(fail)
    desk.registry.observe(desk.observer)
    first, second = desk.writer("a"), desk.writer("b")
    generations = [desk.ask(first), desk.ask(second)]
    first.go_on.set()
    second.go_on.set()
    with caplog.at_level(logging.ERROR):
        await end_of(*generations)
    assert [one.outcome for one in generations] == ["complete", "complete"]
    assert desk.observer.states_of(generations[0]) == ["running", "ended"]
    assert any(record.exc_info for record in caplog.records)


async def test_who_does_not_observe_any_more_is_told_nothing(desk: Desk) -> None:
    desk.unobserve()
    desk.unobserve()
    writer = desk.writer("a")
    generation = desk.ask(writer)
    writer.go_on.set()
    await end_of(generation)
    assert desk.observer.records == []


async def test_a_chat_that_cannot_be_written_ends_all_the_same(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())

    def fail(write: object) -> None:
        raise OSError

    desk.chat.on_write = fail
    with caplog.at_level(logging.WARNING):
        desk.stop(generation)
        await end_of(generation)
    assert generation.outcome == "interrupted"
    assert any(generation.generation_id in record.getMessage() for record in caplog.records)


async def test_a_disconnected_chat_takes_no_generation_and_stops_those_it_has(
    any_desk: Desk,
) -> None:
    writers = [any_desk.writer("a"), any_desk.writer("b")]
    generations = [any_desk.ask(writer, asked_by="ada") for writer in writers]
    await within(writers[0].waits.wait())
    any_desk.registry.disconnect(any_desk.backend)
    any_desk.registry.disconnect(any_desk.backend)
    any_desk.registry.disconnect(RecordingBackend())
    await end_of(*generations)
    assert [(one.outcome, one.stopped_by) for one in generations] == [("interrupted", None)] * 2
    assert not any_desk.registry.is_connected(any_desk.backend)
    with pytest.raises(UnknownChat):
        any_desk.ask(any_desk.writer("c"))


async def test_a_shutdown_ends_all_there_is(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    elsewhere = await make_desk(registry=desk.registry)
    writers = [desk.writer("a"), desk.writer("b"), elsewhere.writer("c")]
    generations = [desk.ask(writers[0]), desk.ask(writers[1]), elsewhere.ask(writers[2])]
    await within(writers[0].waits.wait())
    await within(desk.registry.shutdown())
    assert [one.state for one in generations] == ["ended"] * 3
    await within(desk.registry.shutdown())


async def test_a_reply_that_a_dead_server_left_is_an_error(any_desk: Desk) -> None:
    voice = any_desk.voice()
    dead = {"generation_id": "dead", "prompt_id": "p", "status": "streaming"}
    left, whole = voice.begin("half a"), voice.begin("whole")
    voice.put(left, "half a", metadata={MARK_KEY: dead, "model": "m"})
    voice.put(whole, "whole", metadata={MARK_KEY: {**dead, "status": "complete"}})

    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    assert any_desk.message(left).body == "half a"
    assert any_desk.message(left).metadata == {
        "model": "m",
        MARK_KEY: {
            "generation_id": "dead",
            "prompt_id": "p",
            "status": "error",
        },
    }
    assert any_desk.status(whole) == "complete"


async def test_a_reply_that_is_being_written_is_no_error(any_desk: Desk) -> None:
    let_end = asyncio.Event()
    writer = any_desk.writer("half")

    async def work() -> None:
        try:
            await writer()
        finally:
            await let_end.wait()

    generation = any_desk.ask(work)
    await within(writer.waits.wait())
    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    assert any_desk.status(writer.reply_id) == "streaming"
    assert generation.state == "running"
    any_desk.stop(generation)
    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    assert any_desk.status(writer.reply_id) == "streaming"
    let_end.set()
    await end_of(generation)
    assert any_desk.status(writer.reply_id) == "interrupted"


@pytest.mark.parametrize(
    "mark", [7, "streaming", [], {"status": "streaming"}, {"status": "streaming", "prompt_id": {}}]
)
async def test_a_mark_that_somebody_made_up_harms_nobody(desk: Desk, mark: object) -> None:
    left = desk.voice().begin("text")
    desk.voice().put(left, "text", metadata={MARK_KEY: mark})
    desk.registry.connect(desk.chat, desk.backend)
    assert desk.body(left) == "text"


async def test_a_thousand_generations_leave_nothing_behind(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    desk.unobserve()
    before = asyncio.all_tasks()
    prompt_id = desk.prompt()
    works: weakref.WeakSet[Writer] = weakref.WeakSet()

    async def cycle(number: int) -> None:
        writer = desk.writer()
        works.add(writer)
        generation = desk.ask(writer, prompt_id=prompt_id)
        waiting = desk.ask(desk.writer(), prompt_id=prompt_id)
        if number % 3:
            await writer.waits.wait()
        if number % 2:
            desk.stop(generation)
        else:
            desk.stop(waiting)
            writer.go_on.set()
        await end_of(generation, waiting)
        assert generation.task is None
        assert generation.gate is None
        assert generation.request is None
        assert generation.chat is None

    for number in range(500):
        await cycle(number)
    await turns(5)
    assert asyncio.all_tasks() == before
    assert desk.registry.live() == ()
    assert desk.registry._lifecycle._ladders == set()
    assert len(desk.registry._observers) == 0
    assert desk.registry._roster._live == {}
    assert len(desk.registry._roster._ended) <= 256
    gc.collect()
    assert len(works) == 0


async def test_times_of_zero_are_allowed(make_desk: MakeDesk) -> None:
    desk = await make_desk(times=LadderTimes(grace_period_s=0, patience_s=0))
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generation)
    await end_of(generation)
    assert generation.outcome == "interrupted"
    await within(writer.over.wait())
    await turns(3)
    assert generation.receipt == "cancelled"
