"""Whose write is whose, and which are refused."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jupyterlab_chat.models import Message, NewMessage

from jupyter_stop_stream import GenerationStopped
from jupyter_stop_stream.generations import GatedChat, Generation
from jupyter_stop_stream.protocol.errors import WriteRefused

from ..conftest import MakeDesk
from ..fakes.desk import PATIENT, Desk
from ..fakes.patience import PATIENCE_S, within
from ..fakes.recording_chat import RecordingWsChat
from ..fakes.writer import Writer

pytestmark = pytest.mark.asyncio

HOOKED = ("add_message", "update_message", "get_message", "get_messages")


async def stopped_reply(desk: Desk, *chunks: str) -> tuple[Generation, str]:
    """A generation that was stopped and has ended, and its reply."""
    writer = desk.writer(*chunks or ("stopped here",))
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert writer.reply_id is not None
    return generation, writer.reply_id


async def stuck(desk: Desk, *chunks: str) -> tuple[Generation, Writer, asyncio.Event]:
    """A generation that is stopping until the event is set."""
    let_end = asyncio.Event()
    writer = desk.writer(*chunks or ("stopping here",))

    async def work() -> None:
        try:
            await writer()
        finally:
            await let_end.wait()

    generation = desk.ask(work)
    await within(writer.waits.wait())
    desk.stop(generation)
    await within(writer.over.wait())
    assert generation.state == "stopping"
    return generation, writer, let_end


async def test_one_generations_write_is_not_a_write_of_the_others(make_desk: MakeDesk) -> None:
    desk = await make_desk(flush_interval_s=3600.0)
    first = desk.writer("one", " two")
    generation = desk.ask(first)
    await within(first.waits.wait())
    second = desk.writer("eins", persona_id="other")
    desk.ask(second, persona_id="other")
    await within(second.waits.wait())
    (reply_id,) = generation.reply_ids
    assert [write.body for write in desk.chat.writes_to(reply_id)] == ["", "one"]
    assert desk.body(reply_id) == "one two"
    assert [write.body for write in desk.chat.writes_to(reply_id)] == ["", "one", "one two"]


async def test_threads_of_two_generations_do_not_wait_for_each_other(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    loop = asyncio.get_running_loop()
    both_write = threading.Barrier(2, timeout=PATIENCE_S)
    save = desk.chat.save
    saves = Counter[int]()

    def save_and_meet() -> None:
        save()
        thread = threading.get_ident()
        saves[thread] += 1
        # Each is in its gate's lock with its first chunk, which the chat model reads back next.
        if thread != threading.main_thread().ident and saves[thread] == 2:
            both_write.wait()

    async def answer(persona_id: str) -> None:
        over = asyncio.Event()

        def write() -> None:
            desk.voice(persona_id).say("from a thread")
            loop.call_soon_threadsafe(over.set)

        context = contextvars.copy_context()
        # A daemon: if it waits for ever, the test run does not.
        threading.Thread(target=context.run, args=(write,), daemon=True).start()
        await over.wait()

    desk.chat.save = save_and_meet  # type: ignore[method-assign]
    generations = [desk.ask(partial(answer, name), persona_id=name) for name in ("a", "b")]
    for generation in generations:
        await within(generation.ended.wait())
    assert [one.outcome for one in generations] == ["complete", "complete"]


async def test_a_write_belongs_to_the_generation_that_makes_it(any_desk: Desk) -> None:
    desk = any_desk

    async def in_child() -> None:
        desk.voice().say("from a child task")

    async def work() -> None:
        desk.voice().say("from the task")
        await asyncio.create_task(in_child())

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert [desk.body(reply_id) for reply_id in generation.reply_ids] == [
        "from the task",
        "from a child task",
    ]
    assert {desk.status(reply_id) for reply_id in generation.reply_ids} == {"complete"}


async def test_a_thread_of_a_generation_writes_for_it(desk: Desk) -> None:
    async def work() -> None:
        await asyncio.to_thread(desk.voice().say, "from", " a thread")

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert [desk.body(reply_id) for reply_id in generation.reply_ids] == ["from a thread"]
    assert generation.outcome == "complete"


async def test_a_persona_that_writes_from_elsewhere_writes_for_its_live_generation(
    any_desk: Desk,
) -> None:
    writer = any_desk.writer()
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    reply_id = any_desk.voice().say("from", " a reader task")
    assert generation.reply_ids == [reply_id]
    any_desk.stop(generation)
    with pytest.raises(WriteRefused):
        any_desk.voice().append(reply_id, " late")
    with pytest.raises(WriteRefused):
        any_desk.voice().begin("ghost")
    await within(generation.ended.wait())
    assert any_desk.shown() == ["Why?", "from a reader task"]


async def test_a_persona_without_a_generation_writes_as_ever(any_desk: Desk) -> None:
    reply_id = any_desk.voice().say("Hello,", " I am new here.")
    assert any_desk.body(reply_id) == "Hello, I am new here."
    assert any_desk.mark(reply_id) is None
    any_desk.stop()
    any_desk.voice().append(reply_id, " Ask me.")
    assert any_desk.body(reply_id).endswith("Ask me.")


async def test_people_write_as_ever_while_a_generation_is_stopping(any_desk: Desk) -> None:
    generation, _, let_end = await stuck(any_desk)
    words = any_desk.prompt("I have stopped you.", sender="grace")
    any_desk.voice("grace").put(words, "I have stopped you!")
    assert any_desk.body(words) == "I have stopped you!"
    assert any_desk.mark(words) is None
    let_end.set()
    await within(generation.ended.wait())


async def test_another_personas_reply_goes_on(any_desk: Desk) -> None:
    generation, _, let_end = await stuck(any_desk)
    other = any_desk.writer("I am", rest=(" not", " stopped."), persona_id="other")
    others = any_desk.ask(other, persona_id="other")
    await within(other.waits.wait())
    other.go_on.set()
    await within(others.ended.wait())
    assert (any_desk.body(other.reply_id), others.outcome) == ("I am not stopped.", "complete")
    let_end.set()
    await within(generation.ended.wait())


async def test_a_word_of_the_system_passes_within_a_generation(any_desk: Desk) -> None:
    written: list[str] = []

    async def work() -> None:
        written.append(any_desk.voice("system").begin("Signed in."))
        any_desk.voice("system").put(written[0], "Signed in again.")

    generation = any_desk.ask(work)
    await within(generation.ended.wait())
    assert generation.reply_ids == []
    assert any_desk.body(written[0]) == "Signed in again."
    assert any_desk.mark(written[0]) is None


async def test_a_stopped_generation_writes_nothing_more_itself(any_desk: Desk) -> None:
    raised: list[BaseException] = []
    let_end = asyncio.Event()
    writer = any_desk.writer("seen")

    async def work() -> None:
        try:
            await writer()
        except asyncio.CancelledError:
            for late in (
                lambda: any_desk.voice().append(writer.reply_id or "", " late"),
                lambda: any_desk.voice().begin("ghost"),
                lambda: any_desk.voice("system").begin("Somebody else's name"),
            ):
                try:
                    late()
                except GenerationStopped as error:
                    raised.append(error)
            let_end.set()
            raise

    generation = any_desk.ask(work)
    await within(writer.waits.wait())
    any_desk.stop(generation)
    await within(generation.ended.wait())
    assert let_end.is_set()
    assert len(raised) == 3
    assert any_desk.shown() == ["Why?", "seen"]


async def test_a_late_write_from_elsewhere_is_refused_for_ever(any_desk: Desk) -> None:
    _, reply_id = await stopped_reply(any_desk)
    for late in (
        lambda: any_desk.voice().append(reply_id, " late"),
        lambda: any_desk.voice().put(reply_id, "stopped here late"),
        lambda: any_desk.voice().put(reply_id, ""),
        lambda: any_desk.voice().put(reply_id, "late", metadata={"a": 1}),
        lambda: any_desk.voice("other").append(reply_id, " late"),
    ):
        with pytest.raises(WriteRefused):
            late()
    assert any_desk.body(reply_id) == "stopped here"
    assert any_desk.status(reply_id) == "interrupted"


async def test_a_late_write_of_the_stopped_work_is_refused_after_its_end(
    make_desk: MakeDesk, chat_kind: str
) -> None:
    desk = await make_desk(chat_kind, recorder=None)
    late: list[asyncio.Task[None]] = []
    go_on = asyncio.Event()
    writer = desk.writer("stopped here")

    async def write_later() -> None:
        await go_on.wait()
        desk.voice().append(writer.reply_id or "", " late")

    async def work() -> None:
        late.append(asyncio.create_task(write_later()))
        await writer()

    generation = desk.ask(work)
    await within(writer.waits.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    go_on.set()
    # On Python 3.10 whoever awaits a task is not told which cancellation it was.
    with pytest.raises(asyncio.CancelledError):
        await within(late[0])
    assert desk.body(writer.reply_id) == "stopped here"


@pytest.mark.parametrize("fields", [{"edited": True}, {"deleted": True}])
async def test_a_person_may_edit_and_delete_a_stopped_reply(
    any_desk: Desk, fields: dict[str, Any]
) -> None:
    _, reply_id = await stopped_reply(any_desk)
    body = "" if "deleted" in fields else "stopped here, and I add this"
    any_desk.voice("ada").put(reply_id, body, **fields)
    assert any_desk.body(reply_id) == body
    assert any_desk.status(reply_id) == "interrupted"


async def test_a_person_may_delete_a_reply_that_is_stopping(any_desk: Desk) -> None:
    generation, writer, let_end = await stuck(any_desk)
    any_desk.voice("ada").put(writer.reply_id or "", "", deleted=True)
    let_end.set()
    await within(generation.ended.wait())
    assert any_desk.message(writer.reply_id).deleted


async def test_tool_calls_of_a_stopped_reply_can_be_closed_and_its_mark_stays(
    any_desk: Desk,
) -> None:
    generation, writer, let_end = await stuck(any_desk)
    reply_id = writer.reply_id or ""
    closed = {"tool_calls": [{"id": "t", "status": "failed"}]}
    message = any_desk.message(reply_id)
    message.metadata = dict(closed)
    any_desk.chat.update_message(message, trigger_actions=[])
    assert any_desk.status(reply_id) == "streaming"
    let_end.set()
    await within(generation.ended.wait())
    any_desk.voice().put(reply_id, any_desk.body(reply_id), metadata={"usage": 7})
    any_desk.voice().append(reply_id, "")
    metadata = any_desk.message(reply_id).metadata or {}
    assert metadata["usage"] == 7
    assert any_desk.status(reply_id) == "interrupted"
    assert any_desk.body(reply_id) == "stopping here"
    with pytest.raises(WriteRefused):
        any_desk.voice().append(reply_id, " late")


async def test_a_marked_prompt_is_not_protected(any_desk: Desk) -> None:
    prompt_id = any_desk.prompt()
    generation = any_desk.ask(any_desk.writer(), prompt_id=prompt_id)
    any_desk.stop(generation)
    await within(generation.ended.wait())
    assert any_desk.status(prompt_id) == "interrupted"
    any_desk.voice("ada").put(prompt_id, "Why not?")
    assert any_desk.body(prompt_id) == "Why not?"


async def test_a_reader_that_an_earlier_answer_started_serves_later_ones(
    make_desk: MakeDesk, chat_kind: str
) -> None:
    desk = await make_desk(chat_kind, recorder=None)
    inbox: asyncio.Queue[tuple[str, asyncio.Event]] = asyncio.Queue()
    readers: list[asyncio.Task[None]] = []

    async def read() -> None:
        while True:
            reply_id, written = await inbox.get()
            desk.voice().append(reply_id, " read")
            written.set()

    async def answer(first: Writer) -> None:
        if not readers:
            readers.append(asyncio.create_task(read()))
        await first()

    async def hand_over(writer: Writer) -> None:
        written = asyncio.Event()
        inbox.put_nowait((writer.reply_id or "", written))
        await within(written.wait())

    stopped = desk.writer("one")
    generation = desk.ask(lambda: answer(stopped))
    await within(stopped.waits.wait())
    await hand_over(stopped)
    desk.stop(generation)
    await within(generation.ended.wait())

    later = desk.writer("two")
    generation = desk.ask(lambda: answer(later))
    await within(later.waits.wait())
    await hand_over(later)
    later.go_on.set()
    await within(generation.ended.wait())
    assert desk.shown()[1::2] == ["one read", "two read"]
    readers[0].cancel()


async def test_a_reader_of_a_complete_answer_writes_for_the_one_that_is_stopped(
    any_desk: Desk,
) -> None:
    ask, refused = asyncio.Event(), asyncio.Event()
    readers: list[asyncio.Task[None]] = []

    async def read() -> None:
        await ask.wait()
        try:
            any_desk.voice().begin("ghost")
        except WriteRefused:
            refused.set()

    async def work() -> None:
        readers.append(asyncio.create_task(read()))

    first = any_desk.ask(work)
    await within(first.ended.wait())
    second, _, let_end = await stuck(any_desk)
    ask.set()
    await within(refused.wait())
    let_end.set()
    await within(second.ended.wait())
    await within(readers[0])


async def test_a_reader_of_messages_reads_all_that_was_written(make_desk: MakeDesk) -> None:
    desk = await make_desk(flush_interval_s=3600.0)
    writer = desk.writer("one", " two", " three")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    assert desk.chat.writes_to(writer.reply_id or "")[-1].body == "one"
    assert desk.chat.get_messages()[-1].body == "one two three"
    assert desk.chat.writes_to(writer.reply_id or "")[-1].body == "one two three"
    desk.voice().append(writer.reply_id or "", " four")
    assert desk.body(writer.reply_id) == "one two three four"
    writer.go_on.set()
    await within(generation.ended.wait())


async def test_gating_twice_writes_once(any_desk: Desk) -> None:
    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    any_desk.chat.writes.clear()
    message_id = any_desk.prompt("once")
    assert [write.method for write in any_desk.chat.writes_to(message_id)] == ["add"]


async def test_a_chat_that_was_gated_anew_refuses_what_was_stopped_before(any_desk: Desk) -> None:
    generation, _, let_end = await stuck(any_desk)
    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    with pytest.raises(WriteRefused):
        any_desk.voice().begin("ghost")
    let_end.set()
    await within(generation.ended.wait())


async def test_a_disposed_gate_gives_the_chat_its_own_methods_back(any_desk: Desk) -> None:
    chat = any_desk.chat
    gated = GatedChat(chat, any_desk.registry)
    assert all(name in vars(chat) for name in HOOKED)
    gated.dispose()
    gated.dispose()
    assert not any(name in vars(chat) for name in HOOKED)
    message_id = chat.add_message(NewMessage(body="as ever", sender="ada"))
    assert isinstance(chat.get_message(message_id), Message)


async def test_a_generation_of_another_chat_is_nobody_here(make_desk: MakeDesk) -> None:
    here = await make_desk(times=PATIENT)
    there = await make_desk(registry=here.registry)
    written: list[str] = []

    async def work() -> None:
        written.append(there.voice().begin("I am here too."))

    generation = here.ask(work)
    await within(generation.ended.wait())
    assert generation.reply_ids == []
    assert there.mark(written[0]) is None


async def test_a_chat_that_was_opened_anew_has_generations_of_its_own(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    desk = await make_desk(times=PATIENT)
    generation, writer, let_end = await stuck(desk)
    again = RecordingWsChat(tmp_path / desk.chat.get_path())
    assert again.get_id() == desk.chat_id
    anew = Desk(again, registry=desk.registry)
    reply_id = anew.voice().say("Hello,", " here I am.")
    assert anew.body(reply_id) == "Hello, here I am."
    assert generation.reply_ids == [writer.reply_id]
    with pytest.raises(WriteRefused):
        desk.voice().begin("ghost")
    let_end.set()
    await within(generation.ended.wait())


async def test_another_answer_that_writes_to_a_stopping_reply_is_told_and_goes_on(
    any_desk: Desk,
) -> None:
    stopping, writer, let_end = await stuck(any_desk)
    refused: list[WriteRefused] = []

    async def work() -> None:
        try:
            any_desk.voice("other").append(writer.reply_id or "", " and mine")
        except WriteRefused as error:
            refused.append(error)
        any_desk.voice("other").say("I go on.")

    generation = any_desk.ask(work, persona_id="other")
    await within(generation.ended.wait())
    assert (generation.outcome, len(refused)) == ("complete", 1)
    let_end.set()
    await within(stopping.ended.wait())
    assert any_desk.body(writer.reply_id) == "stopping here"


async def test_a_late_chunk_that_comes_within_the_next_answer_is_refused(any_desk: Desk) -> None:
    _, reply_id = await stopped_reply(any_desk)
    refused: list[WriteRefused] = []

    async def work() -> None:
        try:
            any_desk.voice().append(reply_id, " late")
        except WriteRefused as error:
            refused.append(error)

    generation = any_desk.ask(work)
    await within(generation.ended.wait())
    assert (generation.outcome, len(refused)) == ("complete", 1)
    assert any_desk.body(reply_id) == "stopped here"


async def test_writes_to_a_closed_chat_come_to_nothing_whoever_makes_them(
    make_desk: MakeDesk, chat_kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = await make_desk(chat_kind, times=PATIENT)
    generation, writer, let_end = await stuck(desk)
    words = desk.prompt("What I said before.")
    (gated,) = {getattr(desk.chat, name).__self__ for name in HOOKED}
    gated.close()
    gated.close()
    gated.dispose()
    desk.chat.writes.clear()
    assert isinstance(desk.voice().begin("a persona's"), str)
    assert desk.message(words)
    assert desk.prompt("a person's") not in {one.id for one in desk.chat.get_messages()}
    desk.voice("ada").put(words, "What I never said.", edited=True)
    desk.voice().append(writer.reply_id or "", " late")
    let_end.set()
    await within(generation.ended.wait())
    assert desk.chat.writes == []
    assert desk.body(words) == "What I said before."
    assert any(words in record.getMessage() for record in caplog.records)


async def test_a_closed_chat_that_is_gated_anew_stays_closed(any_desk: Desk) -> None:
    (gated,) = {getattr(any_desk.chat, name).__self__ for name in HOOKED}
    gated.close()
    GatedChat(any_desk.chat, any_desk.registry)
    any_desk.chat.writes.clear()
    any_desk.prompt("late")
    assert any_desk.chat.writes == []


async def test_an_earlier_gate_that_is_disposed_leaves_a_later_one_alone(any_desk: Desk) -> None:
    earlier = GatedChat(any_desk.chat, any_desk.registry)
    later = GatedChat(any_desk.chat, any_desk.registry)
    earlier.dispose()
    assert {getattr(any_desk.chat, name).__self__ for name in HOOKED} == {later}


@pytest.mark.parametrize(
    ("persona_id", "is_stopped", "by", "fate"),
    [
        ("persona", False, "reply", "gate"),
        ("persona", True, "reply", "beside"),
        ("somebody", False, "reply", "gate"),
    ],
)
async def test_a_write_from_elsewhere_is_known_by_its_reply(
    desk: Desk, persona_id: str, is_stopped: bool, by: str, fate: str
) -> None:
    writer = desk.writer("one")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    gated = desk.chat.add_message.__self__  # type: ignore[union-attr]
    assert isinstance(gated, GatedChat)
    if is_stopped:
        desk.stop(generation)
    update = replace(desk.message(writer.reply_id), sender=persona_id)
    whose = gated.whose(update)
    assert (whose.by, whose.generation, whose.fate) == (by, generation, fate)
    await within(desk.registry.shutdown())
    whose = gated.whose(update)
    assert (whose.by, whose.generation, whose.fate) == ("reply", None, "beside")
    assert gated.whose(NewMessage(body="", sender="persona")).by == "nobody"
