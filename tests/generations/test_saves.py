"""When the file of a chat is saved while pages are told of an answer."""

from __future__ import annotations

import asyncio
import contextvars
import errno
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from jupyterlab_chat.models import ChatMessageEvent, Message, NewMessage
from jupyterlab_chat.websocket_handler import WSChatHandler
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.generations import MARK_KEY
from jupyter_stop_stream.generations.pace import COST_FACTOR
from jupyter_stop_stream.generations.saves import LONG_FILE_BYTES, Saves, SaveTimes

from ..fakes.desk import QUICK, Desk
from ..fakes.patience import PATIENCE_S, within
from ..fakes.recording_chat import RecordingWsChat

pytestmark = pytest.mark.asyncio

LOG = logging.getLogger(__name__)

NEVER = SaveTimes(3600.0, long_file_bytes=1)
"""An interval that does not pass within a test."""

SOON_S = 0.02


class Page:
    """A page that is connected to a chat, and what it was told."""

    def __init__(self, model: WsChatModel) -> None:
        self.told: list[str] = []
        self.was_told = asyncio.Event()
        model.handlers["page"] = cast(WSChatHandler, self)

    def write_message(self, text: str) -> None:
        """Called by the chat model."""
        message = json.loads(text).get("message")
        if message is not None:
            self.told.append(message["body"])
            self.was_told.set()


class SavedChat:
    """A chat with one reply, its file, and how often that was saved."""

    def __init__(self, path: Path, times: SaveTimes) -> None:
        self.path = path
        self.model = WsChatModel(path.name, path.parent)
        self.model.load_from_file()
        self.page = Page(self.model)
        self.reply_id = self.model.add_message(NewMessage(body="", sender="persona"))
        self.count = 0
        self.was_saved = asyncio.Event()
        self.takes_s = 0.0
        self.fails = 0
        self._own_save = self.model.save
        self.model.save = self._save  # type: ignore[method-assign]
        self.saves = Saves(self.model, times, LOG)

    def _save(self) -> None:
        time.sleep(self.takes_s)
        self.count += 1
        self.was_saved.set()
        if self.fails > 0:
            self.fails -= 1
            raise OSError(errno.ENOSPC, "No space left on device")
        self._own_save()

    def stream(self, body: str) -> None:
        with self.saves.put_off():
            self.write(body)

    def write(self, body: str) -> None:
        message = self.model.get_message(self.reply_id)
        assert message is not None
        message.body = body
        self.model.update_message(message)

    @property
    def in_the_file(self) -> list[str]:
        return [message["body"] for message in in_the_file(self.path)]


def in_the_file(path: Path) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = json.loads(path.read_text())["messages"]
    return messages


@pytest.fixture
def later(tmp_path: Path) -> SavedChat:
    """Nothing that is put off is saved within a test by itself."""
    return SavedChat(tmp_path / "later.chat", NEVER)


@pytest.fixture
def soon(tmp_path: Path) -> SavedChat:
    return SavedChat(tmp_path / "soon.chat", SaveTimes(SOON_S, long_file_bytes=1))


async def saved(chat: SavedChat, count: int) -> None:
    """Return when it was saved so many times."""
    while chat.count < count:
        chat.was_saved.clear()
        await within(chat.was_saved.wait())


async def test_pages_are_told_at_once_and_the_file_is_saved_once_for_many(soon: SavedChat) -> None:
    texts = [f"{number} words" for number in range(100)]
    for text in texts:
        soon.stream(text)
    assert soon.page.told == ["", *texts]
    assert (soon.count, soon.in_the_file) == (0, [""])
    await saved(soon, 1)
    assert soon.in_the_file == texts[-1:]
    await asyncio.sleep(3 * SOON_S)
    assert soon.count == 1
    soon.stream("and more")
    await saved(soon, 2)
    assert soon.in_the_file == ["and more"]


async def test_without_a_page_each_write_is_saved(later: SavedChat) -> None:
    later.model.handlers.clear()
    later.stream("a")
    later.stream("ab")
    assert (later.count, later.in_the_file) == (2, ["ab"])


async def test_a_short_file_has_what_the_pages_have(tmp_path: Path) -> None:
    chat = SavedChat(tmp_path / "short.chat", SaveTimes(NEVER.interval_s))
    before = dict(vars(chat.model))
    chat.stream("a")
    chat.stream("ab")
    assert (chat.count, chat.in_the_file, vars(chat.model)) == (2, ["ab"], before)
    chat.model.add_message(NewMessage(body="x" * LONG_FILE_BYTES, sender="ada"))
    chat.stream("abc")
    assert (chat.count, chat.in_the_file[0]) == (3, "ab")


async def test_where_nothing_is_to_wait_the_model_keeps_its_own_methods(tmp_path: Path) -> None:
    chat = SavedChat(tmp_path / "at-once.chat", SaveTimes(0, long_file_bytes=1))
    before = dict(vars(chat.model))
    chat.stream("a")
    assert (chat.count, vars(chat.model)) == (1, before)


async def test_any_other_save_is_made_at_once_and_takes_along_what_waits(soon: SavedChat) -> None:
    soon.stream("half")
    soon.model.add_message(NewMessage(body="A question.", sender="ada"))
    assert (soon.count, soon.in_the_file) == (1, ["half", "A question."])
    await asyncio.sleep(3 * SOON_S)
    assert soon.count == 1
    soon.stream("half more")
    soon.write("all")
    assert (soon.count, soon.in_the_file[0]) == (2, "all")


async def test_who_writes_when_told_of_a_write_is_saved_at_once(later: SavedChat) -> None:
    def answer(event: ChatMessageEvent) -> None:
        later.model.unobserve_messages(observer)
        later.model.add_message(NewMessage(body="Noted.", sender="bot"))

    observer = later.model.observe_messages(answer)
    later.stream("half")
    assert (later.count, later.in_the_file) == (1, ["half", "Noted."])


async def test_a_write_that_came_to_nothing_puts_nothing_off(later: SavedChat) -> None:
    with later.saves.put_off():
        later.model.update_message(Message(id="none", body="", sender="persona", time=0.0))
    later.write("all")
    assert (later.count, later.in_the_file) == (1, ["all"])


async def test_another_thread_saves_what_it_writes(later: SavedChat) -> None:
    thread = threading.Thread(target=later.stream, args=("by a thread",))
    thread.start()
    thread.join()
    assert (later.count, later.in_the_file) == (1, ["by a thread"])


async def test_another_thread_saves_at_once_beside_what_is_put_off(later: SavedChat) -> None:
    by_a_thread = threading.Thread(target=later.write, args=("by a thread",))
    with later.saves.put_off():
        by_a_thread.start()
        by_a_thread.join()
        assert (later.count, later.in_the_file) == (1, ["by a thread"])
        later.write("by the loop")
    assert (later.count, later.in_the_file) == (1, ["by a thread"])


async def test_another_thread_puts_off_no_save_of_the_loop(later: SavedChat) -> None:
    is_within, may_go = threading.Event(), threading.Event()

    def stay() -> None:
        with later.saves.put_off():
            is_within.set()
            may_go.wait(PATIENCE_S)

    later.stream("half")
    thread = threading.Thread(target=stay)
    thread.start()
    assert is_within.wait(PATIENCE_S)
    later.write("all")
    may_go.set()
    thread.join()
    assert (later.count, later.in_the_file) == (1, ["all"])


async def test_no_two_threads_save_at_once(later: SavedChat) -> None:
    later.stream("first")
    underway: list[int] = []
    most: list[int] = []
    own_save = later._own_save

    def save() -> None:
        underway.append(1)
        time.sleep(0.02)
        most.append(len(underway))
        own_save()
        underway.pop()

    later._own_save = save  # type: ignore[method-assign]
    threads = [threading.Thread(target=later.model.save) for _ in range(4)]
    for thread in threads:
        thread.start()
    later.model.save()
    for thread in threads:
        thread.join()
    assert most == [1] * 5


async def test_a_model_that_is_freed_has_saved_all(later: SavedChat) -> None:
    later.stream("half")
    later.model.handlers.clear()
    later.model.dispose()
    assert (later.count, later.in_the_file) == (1, ["half"])
    later.stream("half more")
    assert later.in_the_file == ["half more"]
    later.model.dispose()
    assert later.count == 2


async def test_a_file_that_was_deleted_is_not_made_again_for_what_waits(later: SavedChat) -> None:
    later.stream("half")
    later.path.unlink()
    later.model.dispose()
    assert not later.path.exists()


async def test_a_model_is_freed_as_ever(tmp_path: Path) -> None:
    freed: list[str] = []

    class Disposable(WsChatModel):
        def dispose(self) -> None:
            freed.append(self.path)

    chat = SavedChat(tmp_path / "freed.chat", NEVER)
    chat.model.__class__ = Disposable
    chat.stream("half")
    chat.model.dispose()
    assert freed == ["freed.chat"]


async def test_whoever_writes_next_hears_of_a_save_that_failed(
    soon: SavedChat, caplog: pytest.LogCaptureFixture
) -> None:
    soon.fails = 2
    soon.stream("half")
    await saved(soon, 1)
    (record,) = caplog.records
    assert "soon.chat could not be saved: OSError(28" in record.getMessage()
    with pytest.raises(OSError, match="No space left"):
        soon.stream("half more")
    soon.stream("nearly all")
    assert (soon.count, soon.in_the_file) == (3, ["nearly all"])
    soon.stream("all")
    assert soon.count == 3
    await saved(soon, 4)
    assert soon.in_the_file == ["all"]
    assert len(caplog.records) == 1


async def test_what_took_the_place_of_the_save_meanwhile_is_asked(soon: SavedChat) -> None:
    kept: list[Any] = []
    soon.stream("half")
    soon.model.save = lambda: kept.append(soon.model.to_dict())  # type: ignore[method-assign]
    await asyncio.sleep(3 * SOON_S)
    assert (len(kept), soon.count, soon.in_the_file) == (1, 0, [""])
    soon.stream("half more")
    assert len(kept) == 2


async def test_the_saves_of_many_chats_leave_room_to_others(tmp_path: Path) -> None:
    cost_s = 0.02
    times = SaveTimes(SOON_S, long_file_bytes=1)
    chats = [SavedChat(tmp_path / f"{number}.chat", times) for number in range(4)]
    for chat in chats:
        chat.takes_s = cost_s
        # What it costs is known when it was saved once.
        chat.stream("a")
    for chat in chats:
        await saved(chat, 1)
    began_at = time.monotonic()
    for chat in chats:
        chat.stream("ab")
    for chat in chats:
        await saved(chat, 2)
    # Of four turns, the last begins after three, each with room behind it.
    assert time.monotonic() - began_at >= 3 * (1 + COST_FACTOR) * cost_s


async def test_a_save_that_is_put_off_is_made_in_nobody_s_context(soon: SavedChat) -> None:
    with noted_contexts(soon) as contexts:
        soon.stream("half")
        await saved(soon, 1)
    assert contexts == [None]


def long_desk(path: Path) -> Desk:
    """A desk at a chat whose file is long, and is not saved within a test of what waits."""
    desk = Desk(RecordingWsChat(path), times=QUICK, save_interval_s=NEVER.interval_s)
    desk.prompt("x" * LONG_FILE_BYTES)
    return desk


@pytest.mark.parametrize("is_stopped", [False, True], ids=["by itself", "by a stop"])
async def test_the_end_of_an_answer_is_saved_at_once(tmp_path: Path, is_stopped: bool) -> None:
    desk = long_desk(tmp_path / "a.chat")
    Page(desk.chat)
    writer = desk.writer("half", " more", rest=(" and half",))
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    assert in_the_file(tmp_path / "a.chat")[-1]["body"] == "half"
    if is_stopped:
        desk.stop()
    writer.go_on.set()
    await within(generation.ended.wait())
    reply = in_the_file(tmp_path / "a.chat")[-1]
    status = "interrupted" if is_stopped else "complete"
    assert reply["body"] == ("half more" if is_stopped else "half more and half")
    assert reply["metadata"][MARK_KEY]["status"] == status


async def test_a_reply_has_its_mark_in_the_file_from_its_first_word(tmp_path: Path) -> None:
    desk = long_desk(tmp_path / "a.chat")
    Page(desk.chat)
    for persona_id in ("persona", "other"):
        writer = desk.writer("half", persona_id=persona_id)
        generation = desk.ask(writer, persona_id=persona_id)
        await within(writer.waits.wait())
        reply = in_the_file(tmp_path / "a.chat")[-1]
        assert (reply["body"], reply["metadata"][MARK_KEY]["status"]) == ("half", "streaming")
        assert reply["metadata"][MARK_KEY]["generation_id"] == generation.generation_id


async def test_what_waits_is_saved_when_the_server_shuts_down(tmp_path: Path) -> None:
    desk = long_desk(tmp_path / "a.chat")
    Page(desk.chat)
    writer = desk.writer("half", " more")
    desk.ask(writer)
    await within(writer.waits.wait())
    await within(desk.registry.shutdown())
    assert in_the_file(tmp_path / "a.chat")[-1]["body"] == "half more"


async def test_a_file_that_is_opened_anew_has_all_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.chat"
    desk = long_desk(path)
    page = Page(desk.chat)
    writer = desk.writer("half", " more")
    desk.ask(writer)
    await within(writer.waits.wait())
    while page.told[-1] != "half more":
        page.was_told.clear()
        await within(page.was_told.wait())
    # As jupyterlab-chat frees it when the last page has gone.
    desk.chat.handlers.clear()
    desk.chat.dispose()
    newer = Desk(RecordingWsChat(path), registry=desk.registry)
    assert newer.body(writer.reply_id) == "half more"
    await within(desk.registry.shutdown())
    assert in_the_file(path)[-1]["body"] == "half more"


@contextmanager
def noted_contexts(chat: SavedChat) -> Iterator[list[object]]:
    """What a variable that is set here says where the chat is saved."""
    here: contextvars.ContextVar[str | None] = contextvars.ContextVar("here", default=None)
    contexts: list[object] = []
    own_save = chat._own_save

    def save() -> None:
        contexts.append(here.get())
        own_save()

    chat._own_save = save  # type: ignore[method-assign]
    token = here.set("here")
    try:
        yield contexts
    finally:
        here.reset(token)
