"""What a generation leaves when the chat's file cannot be written."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from jupyter_stop_stream.generations import MARK_KEY, Generation, endings

from ..conftest import MakeDesk
from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from ..fakes.recording_chat import RecordingWsChat

pytestmark = pytest.mark.asyncio


class Disk:
    """Stands in the way of a chat model's `save`.

    Args:
        chat: The chat model.
        fails: How many times saving fails from now on.
    """

    def __init__(self, chat: RecordingWsChat, fails: float) -> None:
        self._save = chat.save
        self.path = Path(chat.root_dir) / chat.path
        self.fails = fails
        self.saved = asyncio.Event()
        chat.save = self.save  # type: ignore[method-assign]

    def save(self) -> None:
        """Called by the chat model."""
        if self.fails > 0:
            self.fails -= 1
            raise OSError(errno.ENOSPC, "No space left on device")
        self._save()
        self.saved.set()

    def messages(self) -> dict[str, dict[str, Any]]:
        """What the file says, by message id."""
        content = json.loads(self.path.read_text(encoding="utf-8"))
        return {message["id"]: message for message in content["messages"]}


def disk(desk: Desk, fails: float) -> Disk:
    assert isinstance(desk.chat, RecordingWsChat)
    return Disk(desk.chat, fails)


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> tuple[float, ...]:
    """Three, right after each other."""
    monkeypatch.setattr(endings, "PAUSES_S", (0.0, 0.0, 0.0))
    return endings.PAUSES_S


async def answering(desk: Desk, *replies: str) -> Generation:
    """A generation that has said all of this and goes on."""
    said = asyncio.Event()

    async def work() -> None:
        for reply in replies:
            desk.voice().say(reply)
        said.set()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(said.wait())
    return generation


async def test_a_reply_that_cannot_be_saved_costs_no_other_its_mark(desk: Desk) -> None:
    generation = await answering(desk, "one", "two", "three")
    full = disk(desk, fails=1)
    desk.chat.writes.clear()
    desk.stop(generation)
    await within(generation.ended.wait())
    first, *others = generation.reply_ids
    assert [write.message_id for write in desk.chat.writes] == others
    for reply_id in others:
        assert full.messages()[reply_id]["metadata"][MARK_KEY]["status"] == "interrupted"
    assert generation.record("ada")["is_saved"] is False
    assert desk.status(first) == "interrupted"


@pytest.mark.usefixtures("tries")
async def test_what_could_not_be_saved_is_saved_later_and_both_are_told(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    generation = await answering(desk, "one", "two")
    full = disk(desk, fails=5)
    desk.stop(generation, seen=dict.fromkeys(generation.reply_ids, 2))
    await within(generation.ended.wait())
    ended = desk.observer.of(generation)[-1]
    assert (ended["state"], ended["is_saved"]) == ("ended", False)
    assert "No space left" in caplog.text
    assert generation.generation_id in caplog.text
    told = await desk.observer.until(lambda record: record.get("is_saved") is True)
    assert told["revision"] > ended["revision"]
    for reply_id, body, unseen in zip(generation.reply_ids, ("on", "tw"), "eo", strict=True):
        message = full.messages()[reply_id]
        assert message["body"] == body
        assert message["metadata"][MARK_KEY]["unseen"] == unseen
        assert desk.chat.writes_to(reply_id)[-1].body == body


async def test_of_an_answer_that_was_saved_nothing_is_said(desk: Desk) -> None:
    generation = await answering(desk, "one")
    desk.stop(generation)
    await within(generation.ended.wait())
    assert all("is_saved" not in record for record in desk.observer.of(generation))


@pytest.mark.usefixtures("tries")
async def test_what_a_person_changed_meanwhile_is_not_undone(desk: Desk) -> None:
    generation = await answering(desk, "kept", "deleted")
    full = disk(desk, fails=2)
    desk.stop(generation)
    await within(generation.ended.wait())
    kept, deleted = generation.reply_ids
    desk.voice("ada").put(kept, "and edited", edited=True)
    desk.voice("ada").put(deleted, "", deleted=True)
    await desk.observer.until(lambda record: record.get("is_saved") is True)
    assert full.messages()[kept]["body"] == "and edited"
    assert full.messages()[deleted]["deleted"]
    assert desk.shown() == ["Why?", "and edited"]


@pytest.mark.usefixtures("tries")
async def test_it_is_tried_so_many_times_and_then_given_up(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    before = asyncio.all_tasks()
    generation = await answering(desk, "one")
    full = disk(desk, fails=100)
    desk.stop(generation)
    await within(generation.ended.wait())
    await turns(20)
    assert full.fails == 100 - 1 - len(endings.PAUSES_S)
    assert asyncio.all_tasks() == before
    assert generation.record("ada")["is_saved"] is False
    assert [one.levelno for one in caplog.records] == [logging.WARNING, logging.ERROR]


async def test_nothing_is_tried_after_the_servers_shutdown(desk: Desk) -> None:
    before = asyncio.all_tasks()
    generation = await answering(desk, "one")
    full = disk(desk, fails=100)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert len(asyncio.all_tasks()) > len(before)
    await within(desk.registry.shutdown())
    await turns(2)
    assert asyncio.all_tasks() == before
    assert full.fails == 99


@pytest.mark.usefixtures("tries")
async def test_a_stop_that_left_no_reply_is_saved_on_its_prompt(desk: Desk) -> None:
    prompt_id = desk.prompt()
    generation = desk.ask(desk.writer(), prompt_id=prompt_id)
    full = disk(desk, fails=2)
    desk.stop(generation)
    await within(generation.ended.wait())
    await desk.observer.until(lambda record: record.get("is_saved") is True)
    assert full.messages()[prompt_id]["metadata"][MARK_KEY]["status"] == "interrupted"


async def test_a_chat_whose_file_cannot_be_written_is_opened_all_the_same(desk: Desk) -> None:
    await answering(desk, "one")
    assert isinstance(desk.chat, RecordingWsChat)
    again = RecordingWsChat(Path(desk.chat.root_dir) / desk.chat.path)
    Disk(again, fails=100)
    anew = Desk(again)
    assert anew.registry.is_connected(anew.backend)
    assert [anew.status(one.id) for one in again.get_messages()] == [None, "error"]


async def test_whoever_reads_a_chat_is_not_told_that_it_cannot_be_written(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = await make_desk(flush_interval_s=3600.0)
    generation = await answering(desk, "one")
    (reply_id,) = generation.reply_ids
    desk.voice().append(reply_id, " two")
    full = disk(desk, fails=1)
    assert desk.chat.get_messages()[-1].body == "one two"
    assert full.fails == 0
    desk.voice().append(reply_id, " three")
    full.fails = 1
    assert desk.body(reply_id) == "one two three"
    assert full.fails == 0
    assert generation.generation_id in caplog.text
