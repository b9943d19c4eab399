"""Which chat is which, and who answers in it."""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jupyterlab_chat.models import NewMessage
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.generations import GatedChat
from jupyter_stop_stream.protocol import UnknownChat

from ..conftest import MakeDesk
from ..fakes.desk import QUICK, Desk
from ..fakes.patience import turns, within
from ..fakes.recording_backend import RecordingBackend
from ..fakes.recording_chat import RecordingWsChat

pytestmark = pytest.mark.asyncio


class Page:
    """A page's connection to a chat."""

    def write_message(self, text: str) -> None:
        """Take what the chat tells."""


@pytest_asyncio.fixture
async def here(tmp_path: Path) -> Any:
    """A desk at a chat in a file of a known name."""
    desk = Desk(RecordingWsChat(tmp_path / "a.chat"), times=QUICK)
    yield desk
    await desk.registry.shutdown()


def opened_anew(desk: Desk) -> Desk:
    """Its file, of which another model was made as jupyterlab-chat makes one."""
    return Desk(RecordingWsChat(desk.chat.root_dir / desk.chat.path), registry=desk.registry)


def copied(desk: Desk) -> Desk:
    """A copy of its file, as JupyterLab's Duplicate makes one."""
    root = desk.chat.root_dir
    shutil.copy(root / desk.chat.path, root / "copy.chat")
    return Desk(RecordingWsChat(root / "copy.chat"), registry=desk.registry)


def in_the_file(chat: WsChatModel) -> list[str]:
    messages = json.loads((chat.root_dir / chat.path).read_text())["messages"]
    return [message["body"] for message in messages]


async def test_two_backends_of_a_chat_both_answer_and_both_stop(any_desk: Desk) -> None:
    bot = RecordingBackend("bot")
    any_desk.registry.connect(any_desk.chat, bot)
    first, second = any_desk.writer("one"), any_desk.writer("two", persona_id="bot")
    generations = [any_desk.ask(first), any_desk.ask(second, persona_id="bot", backend=bot)]
    await within(first.waits.wait())
    await within(second.waits.wait())
    assert set(any_desk.stop()) == set(generations)
    for generation in generations:
        await within(generation.ended.wait())
    assert [any_desk.status(one.reply_id) for one in (first, second)] == ["interrupted"] * 2


async def test_two_backends_share_the_gate_of_their_chat(any_desk: Desk) -> None:
    gate = any_desk.chat.add_message.__self__
    any_desk.registry.connect(any_desk.chat, RecordingBackend("bot"))
    assert any_desk.chat.add_message.__self__ is gate
    assert isinstance(gate, GatedChat)
    any_desk.chat.writes.clear()
    message_id = any_desk.prompt("once")
    assert [write.method for write in any_desk.chat.writes_to(message_id)] == ["add"]


async def test_a_backend_that_leaves_takes_along_its_own_answers_alone(any_desk: Desk) -> None:
    bot = RecordingBackend("bot")
    any_desk.registry.connect(any_desk.chat, bot)
    stays, goes = any_desk.writer("one"), any_desk.writer("two", persona_id="bot")
    kept = any_desk.ask(stays)
    ended = any_desk.ask(goes, persona_id="bot", backend=bot)
    await within(goes.waits.wait())
    any_desk.registry.disconnect(bot)
    await within(ended.ended.wait())
    assert (ended.outcome, kept.state) == ("interrupted", "running")
    assert any_desk.registry.is_connected(any_desk.backend)
    with pytest.raises(UnknownChat):
        any_desk.ask(any_desk.writer("three"), persona_id="bot", backend=bot)


async def test_a_backend_that_is_connected_twice_goes_on_with_what_it_does(any_desk: Desk) -> None:
    writer = any_desk.writer("half", rest=(" and half",))
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.registry.connect(any_desk.chat, any_desk.backend)
    writer.go_on.set()
    await within(generation.ended.wait())
    assert (generation.outcome, any_desk.body(writer.reply_id)) == ("complete", "half and half")


async def test_a_prompt_is_asked_again_of_whoever_answered_it(any_desk: Desk) -> None:
    bot = RecordingBackend("bot")
    any_desk.registry.connect(any_desk.chat, bot)
    writer = any_desk.writer("two", persona_id="bot")
    writer.go_on.set()
    generation = any_desk.ask(writer, persona_id="bot", backend=bot)
    await within(generation.ended.wait())
    again = any_desk.writer("three", persona_id="bot")
    bot.answer = lambda prompt_id: any_desk.ask(
        again, persona_id="bot", backend=bot, prompt_id=prompt_id
    )
    begun = any_desk.registry.regenerate(any_desk.chat_id, generation.prompt_id, by="ada")
    assert [one.persona_id for one in begun] == ["bot"]
    assert any_desk.backend.asked_again == []


async def test_after_a_restart_a_replys_sender_tells_whose_the_prompt_was(
    make_desk: MakeDesk, here: Desk
) -> None:
    writer = here.writer("two", persona_id="bot")
    writer.go_on.set()
    generation = here.ask(writer, persona_id="bot")
    await within(generation.ended.wait())
    later = await make_desk()
    chat = RecordingWsChat(here.chat.root_dir / here.chat.path)
    bot, other = RecordingBackend("bot"), RecordingBackend("other")
    later.registry.connect(chat, other)
    later.registry.connect(chat, bot)
    with pytest.raises(Exception, match="Nobody answers"):
        later.registry.regenerate(chat.get_id(), generation.prompt_id, by="ada")
    assert (bot.asked_again, other.asked_again) == ([generation.prompt_id], [])


async def test_a_prompt_that_nobody_has_answered_is_offered_to_each(any_desk: Desk) -> None:
    bot = RecordingBackend("bot")
    any_desk.registry.connect(any_desk.chat, bot)
    bot.answer = lambda prompt_id: any_desk.ask(
        any_desk.writer("two", persona_id="bot"),
        persona_id="bot",
        backend=bot,
        prompt_id=prompt_id,
    )
    prompt_id = any_desk.prompt()
    (begun,) = any_desk.registry.regenerate(any_desk.chat_id, prompt_id, by="ada")
    assert begun.persona_id == "bot"
    assert any_desk.backend.asked_again == [prompt_id]


async def test_a_chat_that_was_opened_anew_is_the_one_that_is_written_to(here: Desk) -> None:
    here.prompt("one")
    anew = opened_anew(here)
    anew.prompt("two")
    assert not here.registry.is_connected(here.backend)
    writer = anew.writer("answer")
    writer.go_on.set()
    await within(anew.ask(writer).ended.wait())
    assert in_the_file(anew.chat) == ["one", "two", "Why?", "answer"]


async def test_the_model_that_a_chat_was_before_writes_to_its_file_no_more(here: Desk) -> None:
    here.prompt("one")
    anew = opened_anew(here)
    anew.prompt("two")
    here.chat.add_message(NewMessage(body="All is well.", sender="system"))
    assert in_the_file(anew.chat) == ["one", "two"]
    with pytest.raises(UnknownChat):
        here.registry.connect(here.chat, here.backend)
    assert anew.registry.is_connected(anew.backend)


async def test_an_answer_in_the_model_before_is_stopped_and_its_reply_is_broken_off(
    here: Desk,
) -> None:
    writer = here.writer("half")
    generation = here.ask(writer)
    await within(writer.waits.wait())
    anew = opened_anew(here)
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"
    assert anew.status(writer.reply_id) == "error"


async def test_a_receipt_that_is_corrected_late_loses_nothing_of_the_chat_opened_anew(
    here: Desk,
) -> None:
    let_end = asyncio.Event()
    writer = here.writer("half")

    async def work() -> None:
        try:
            await writer()
        finally:
            while not let_end.is_set():
                try:
                    await let_end.wait()
                except asyncio.CancelledError:
                    continue

    generation = here.ask(work)
    await within(writer.waits.wait())
    here.stop(generation)
    await within(generation.ended.wait())
    assert generation.receipt == "detached"
    here.registry.disconnect(here.backend)
    anew = opened_anew(here)
    anew.prompt("two")
    let_end.set()
    await within(here.observer.until(lambda one: one["receipt"] == "cancelled"))
    assert in_the_file(anew.chat) == ["Why?", "half", "two"]


async def test_a_model_that_a_page_shows_is_not_taken_for_one_that_was_closed(here: Desk) -> None:
    here.chat.handlers["page"] = Page()
    anew = opened_anew(here)
    here.prompt("one")
    assert in_the_file(here.chat) == ["one"]
    assert here.registry.is_connected(here.backend)
    assert anew.registry.is_connected(anew.backend)
    del here.chat.handlers["page"]


async def test_a_copy_of_a_chat_is_a_chat_of_its_own(here: Desk) -> None:
    writer = here.writer("half", rest=(" and half",))
    generation = here.ask(writer)
    await within(writer.waits.wait())
    copy = copied(here)
    assert copy.chat_id == here.chat_id
    other = copy.writer("in the copy")
    at_once = copy.ask(other)
    await within(other.waits.wait())
    assert (generation.state, at_once.state) == ("running", "running")
    other.go_on.set()
    writer.go_on.set()
    await within(at_once.ended.wait())
    await within(generation.ended.wait())
    assert in_the_file(here.chat) == ["Why?", "half and half"]
    assert in_the_file(copy.chat) == ["Why?", "half", "Why?", "in the copy"]


async def test_what_is_edited_in_a_copy_stays_in_it(here: Desk) -> None:
    writer = here.writer("half", rest=(" and half",))
    generation = here.ask(writer)
    await within(writer.waits.wait())
    copy = copied(here)
    reply = copy.message(writer.reply_id)
    reply.body, reply.edited = "mine", True
    copy.chat.update_message(reply)
    assert copy.body(writer.reply_id) == "mine"
    writer.go_on.set()
    await within(generation.ended.wait())
    assert here.body(writer.reply_id) == "half and half"
    assert copy.body(writer.reply_id) == "mine"


async def test_a_copy_that_is_closed_leaves_the_original_open(here: Desk) -> None:
    copy = copied(here)
    writer = here.writer("one")
    generation = here.ask(writer)
    await within(writer.waits.wait())
    here.registry.disconnect(copy.backend)
    await turns(3)
    assert generation.state == "running"
    assert here.registry.live(here.chat_id) == (generation,)


async def test_chats_that_are_closed_leave_nothing_behind(here: Desk) -> None:
    registry, chat = here.registry, here.chat
    for _ in range(20):
        desk = opened_anew(here)
        writer = desk.writer("one")
        desk.ask(writer)
        await within(writer.waits.wait())
        desk.unobserve()
        registry.disconnect(desk.backend)
    await within(registry.shutdown())
    chats = registry._chats
    assert (chats._by_id, chats._by_backend) == ({}, {})
    assert registry._roster._places == {}
    del desk, writer
    await turns(3)
    gc.collect()
    assert [one() for one in chats._models[chat.get_id()]] == [chat]
