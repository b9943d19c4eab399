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
from jupyter_stop_stream.protocol import UnknownChat, UnknownGeneration

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


def path_of(desk: Desk) -> str:
    return desk.chat.get_path()


async def both_running(here: Desk) -> tuple[Desk, Any, Any]:
    """A copy of the chat, and an answer that is being written in each."""
    first = here.writer("a")
    mine = here.ask(first)
    await within(first.waits.wait())
    copy = copied(here)
    second = copy.writer("b")
    its = copy.ask(second)
    await within(second.waits.wait())
    return copy, mine, its


async def test_by_its_path_a_copy_is_told_from_the_original(here: Desk) -> None:
    copy, mine, its = await both_running(here)
    live = here.registry.live
    assert live(here.chat_id, path_of(here)) == (mine,)
    assert live(here.chat_id, path_of(copy)) == (its,)
    assert live(here.chat_id) == (mine, its)


async def test_a_path_that_is_no_open_chats_means_all_of_that_id(here: Desk) -> None:
    _, mine, its = await both_running(here)
    assert here.registry.live(here.chat_id, "renamed meanwhile.chat") == (mine, its)


async def test_a_stop_in_a_copy_leaves_the_original_alone(here: Desk) -> None:
    copy, mine, its = await both_running(here)
    assert here.registry.stop(here.chat_id, None, chat_path=path_of(copy), by="ada") == [its]
    assert (mine.state, its.state) == ("running", "stopping")


async def test_an_answer_of_the_original_is_not_known_in_the_copy(here: Desk) -> None:
    copy, mine, its = await both_running(here)
    ids = [mine.generation_id, its.generation_id]
    with pytest.raises(UnknownGeneration):
        here.registry.stop(here.chat_id, ids[:1], chat_path=path_of(copy), by="ada")
    assert here.registry.stop(here.chat_id, ids, chat_path=path_of(copy), by="ada") == [its]
    assert mine.state == "running"


async def test_a_prompt_that_was_stopped_before_it_came_to_the_copy_is_not_one_of_the_original(
    here: Desk,
) -> None:
    copy = copied(here)
    here.registry.stop(here.chat_id, [], chat_path=path_of(copy), prompt_ids=["p"], by="ada")
    assert here.ask(here.writer("a"), prompt_id="p").state == "running"
    assert copy.ask(copy.writer("b"), prompt_id="p").state == "stopping"


async def test_a_prompt_is_asked_again_where_its_path_says(here: Desk) -> None:
    prompt_id = here.prompt()
    copy = copied(here)
    for desk in (here, copy):
        desk.backend.answer = lambda prompt, desk=desk: desk.ask(  # type: ignore[misc]
            desk.writer("again"), prompt_id=prompt
        )
    for desk in (here, copy):
        here.registry.regenerate(here.chat_id, prompt_id, chat_path=path_of(desk), by="ada")
    assert [desk.backend.asked_again for desk in (here, copy)] == [[prompt_id]] * 2


async def test_a_reload_of_a_copy_leaves_the_original_alone(here: Desk) -> None:
    copy, mine, its = await both_running(here)
    meant = here.registry.reload(here.chat_id, chat_path=path_of(copy), by="ada")
    await within(copy.backend.reloaded.wait())
    assert (meant, here.backend.reloads, mine.state) == ([its], 0, "running")


async def test_who_watches_the_original_is_told_of_it_alone_to_the_end(here: Desk) -> None:
    told: dict[str, list[Any]] = {"original": [], "copy": [], "all": []}
    copy = copied(here)
    observe, chat_id = here.registry.observe, here.chat_id
    ends = [
        observe(told["original"].append, chat_id, path_of(here)),
        observe(told["copy"].append, chat_id, path_of(copy)),
        observe(told["all"].append, chat_id),
    ]
    generations = [desk.ask(desk.writer("a")) for desk in (here, copy)]
    for desk, generation in zip((here, copy), generations, strict=True):
        desk.stop()
        await within(generation.ended.wait())
    assert {name: set(heard) for name, heard in told.items()} == {
        "original": {generations[0]},
        "copy": {generations[1]},
        "all": set(generations),
    }
    assert told["original"].count(generations[0]) == told["all"].count(generations[0])
    for end in ends * 2:
        end()


async def test_the_end_of_an_answer_in_the_original_that_is_closed_is_not_told_in_the_copy(
    here: Desk,
) -> None:
    copy = copied(here)
    told: list[Any] = []
    here.registry.observe(told.append, here.chat_id, path_of(copy))
    here.registry.disconnect(here.backend)
    here.registry.connect(here.chat, here.backend)
    mine = here.ask(here.writer("a"))
    here.registry.disconnect(here.backend)
    await within(mine.ended.wait())
    assert told == []
    assert not here.registry.is_answered_in(here.chat_id, path_of(here))
    assert here.registry.is_answered_in(here.chat_id, path_of(copy))


async def test_what_was_going_on_in_a_chat_opened_anew_is_told_to_its_end(here: Desk) -> None:
    copied(here)
    told: list[str] = []
    here.registry.observe(
        lambda generation: told.append(generation.state), here.chat_id, path_of(here)
    )
    generation = here.ask(here.writer("a"))
    opened_anew(here)
    await within(generation.ended.wait())
    assert told[-1] == "ended"


async def test_who_watches_a_chat_is_told_when_somebody_begins_or_ceases_to_answer(
    any_desk: Desk,
) -> None:
    registry, chat_id = any_desk.registry, any_desk.chat_id
    told: list[bool] = []
    end = registry.observe(
        lambda generation: None,
        chat_id,
        on_connected=lambda: told.append(registry.is_answered_in(chat_id)),
    )
    registry.disconnect(any_desk.backend)
    registry.disconnect(any_desk.backend)
    registry.connect(any_desk.chat, any_desk.backend)
    assert told == [False, True]
    end()
    registry.disconnect(any_desk.backend)
    assert told == [False, True]


async def test_a_chat_that_is_opened_anew_is_never_told_to_be_without_anybody(here: Desk) -> None:
    told: list[bool] = []
    here.registry.observe(
        lambda generation: None,
        here.chat_id,
        on_connected=lambda: told.append(here.registry.is_answered_in(here.chat_id)),
    )
    opened_anew(here)
    assert told == [True]


async def test_a_watch_that_fails_keeps_no_chat_from_opening(
    here: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError

    here.registry.observe(lambda generation: None, here.chat_id, on_connected=fail)
    assert here.registry.is_connected(copied(here).backend)
    assert any(record.exc_info for record in caplog.records)


async def test_a_server_that_shuts_down_does_not_say_that_nobody_answers(desk: Desk) -> None:
    told: list[bool] = []
    desk.registry.observe(
        lambda generation: None, desk.chat_id, on_connected=lambda: told.append(True)
    )
    await within(desk.registry.shutdown())
    assert told == []
