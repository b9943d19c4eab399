"""What goes with a stopped reply that a person edits or deletes."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jupyterlab_chat.ychat import YChat

from jupyter_stop_stream.generations import MARK_KEY, GatedChat

from ..conftest import MakeDesk, new_chat
from ..fakes.desk import Desk
from ..fakes.page import Page
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio

Change = Callable[[Desk, str], None]

UNSEEN = "nobody has seen this"

CHANGES: dict[str, Change] = {
    "a page deletes": lambda desk, reply_id: Page(desk.chat).delete(reply_id),
    "a page edits": lambda desk, reply_id: Page(desk.chat).edit(reply_id, "mine"),
    "deleted on the server": lambda desk, reply_id: desk.voice("ada").put(
        reply_id, "", deleted=True
    ),
    "edited on the server": lambda desk, reply_id: desk.voice("ada").put(
        reply_id, "mine", edited=True
    ),
}


def content_of(desk: Desk) -> str:
    """What the chat's file says."""
    if isinstance(desk.chat, YChat):
        return desk.chat.get()
    return (Path(desk.chat.root_dir) / desk.chat.path).read_text(encoding="utf-8")


async def half_seen(desk: Desk) -> str:
    """A stopped reply of which a part was seen; its id."""
    writer = desk.writer("seen", f" {UNSEEN}")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generation, seen={writer.reply_id: 4})
    await within(generation.ended.wait())
    # What a change calls for is done in the turn after it.
    await turns(2)
    assert writer.reply_id is not None
    assert UNSEEN in content_of(desk)
    return writer.reply_id


@pytest.mark.parametrize("change", CHANGES)
async def test_what_nobody_has_seen_goes_with_the_text_that_a_person_changes(
    any_desk: Desk, change: str
) -> None:
    reply_id = await half_seen(any_desk)
    CHANGES[change](any_desk, reply_id)
    await turns(2)
    message = any_desk.message(reply_id)
    assert (message.body, bool(message.deleted)) == (
        ("", True) if "delete" in change else ("mine", False)
    )
    assert UNSEEN not in content_of(any_desk)
    assert any_desk.status(reply_id) == "interrupted"


@pytest.mark.parametrize("change", CHANGES)
async def test_what_had_taken_the_place_of_what_was_seen_goes_too(
    any_desk: Desk, change: str
) -> None:
    reply_id = await half_seen(any_desk)
    message = any_desk.message(reply_id)
    metadata = message.metadata or {}
    metadata[MARK_KEY] = {**metadata[MARK_KEY], "is_rewritten": True}
    message.metadata = metadata
    any_desk.chat.add_message.__self__.ungated.update_message(message)  # type: ignore[union-attr]
    CHANGES[change](any_desk, reply_id)
    await turns(2)
    assert set(any_desk.mark(reply_id) or {}) == {
        "generation_id",
        "prompt_id",
        "status",
        "stopped_by",
        "stopped_at",
        "took_s",
        "characters",
        "receipt",
    }


async def test_it_goes_too_of_a_chat_that_was_opened_since(
    make_desk: MakeDesk, chat_kind: str
) -> None:
    desk = await make_desk(chat_kind)
    reply_id = await half_seen(desk)
    desk.registry.disconnect(desk.chat_id)
    desk.registry.connect(desk.chat, desk.backend)
    Page(desk.chat).delete(reply_id)
    await turns(2)
    assert UNSEEN not in content_of(desk)


async def test_it_stays_where_the_text_stays(make_desk: MakeDesk) -> None:
    desk = await make_desk("ychat")
    reply_id = await half_seen(desk)
    Page(desk.chat).note(reply_id, "read_by", ["ada"])
    desk.voice("ada").put(reply_id, "seen", metadata={"usage": 7})
    await turns(2)
    assert UNSEEN in content_of(desk)


async def test_it_stays_of_a_reply_that_is_deleted_as_nothing_of_it_was_seen(
    any_desk: Desk,
) -> None:
    writer = any_desk.writer(UNSEEN)
    generation = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(generation, seen={})
    await within(generation.ended.wait())
    await turns(2)
    assert any_desk.message(writer.reply_id).deleted
    message = any_desk.message(writer.reply_id)
    message.metadata = {**(message.metadata or {}), "usage": 7}
    any_desk.chat.update_message(message)
    await turns(2)
    assert UNSEEN in content_of(any_desk)


async def test_another_message_that_is_deleted_takes_nothing_with_it(any_desk: Desk) -> None:
    await half_seen(any_desk)
    words = any_desk.prompt("Never mind.")
    Page(any_desk.chat).delete(words)
    await turns(2)
    assert any_desk.message(words).deleted
    assert UNSEEN in content_of(any_desk)


async def test_a_chat_that_is_gated_no_longer_is_observed_no_longer(any_desk: Desk) -> None:
    reply_id = await half_seen(any_desk)
    gated: Any = any_desk.chat.add_message.__self__  # type: ignore[union-attr]
    gated.dispose()
    Page(any_desk.chat).delete(reply_id)
    await turns(2)
    assert UNSEEN in content_of(any_desk)


async def test_a_gated_chat_is_forgotten_with_all_that_it_holds(
    desk: Desk, tmp_path: Path, chat_kind: str
) -> None:
    chat = await new_chat(chat_kind, tmp_path / "forgotten.chat")
    forgotten = weakref.ref(GatedChat(chat, desk.registry))
    assert forgotten() is not None
    if isinstance(chat, YChat):
        # As its room does when it closes it: it holds itself by what it observes.
        chat.unobserve()
    del chat
    await asyncio.sleep(0)
    gc.collect()
    assert forgotten() is None
