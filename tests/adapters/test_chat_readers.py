"""Personas that take their history from the chat's messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream.generations import MARK_KEY
from jupyter_stop_stream.protocol import Seen

from ..fakes.lobby import Lobby
from ..fakes.patience import within
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio


class Reader:
    """Notes what it reads in the chat, says two chunks, and waits where it is told to."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby
        self.read: list[tuple[str, str]] = []
        self.waits = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self, message: Message) -> AsyncIterator[str]:
        persona = self._lobby.persona()
        self.read = [
            ("assistant" if one.sender == persona.id else "user", one.body)
            for one in self._lobby.chat.get_messages()
            if not one.deleted
        ]
        yield "seen"
        yield " unseen"
        self.waits.set()
        await self.go_on.wait()


@pytest.mark.parametrize("kind", ["ws", "ychat"])
@pytest.mark.parametrize(
    ("length", "answers"), [(4, [("assistant", "seen")]), (0, [])], ids=["partial", "nothing"]
)
async def test_they_read_what_was_seen_and_the_mark_is_beside_it(
    make_lobby: MakeLobby, kind: str, length: int, answers: list[tuple[str, str]]
) -> None:
    lobby = await make_lobby(kind)
    reader = Reader(lobby)
    lobby.persona().answer = reader
    stopped = lobby.ask("Why?")
    await within(reader.waits.wait())
    seen = dict.fromkeys(stopped.reply_ids, Seen(length))
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada", seen=seen)
    await within(stopped.ended.wait())
    reader.go_on.set()
    await within(lobby.ask("And now?").ended.wait())
    assert reader.read == [("user", "Why?"), *answers, ("user", "And now?")]
    marked = lobby.message(stopped.reply_ids[0] if answers else stopped.prompt_id)
    assert (marked.metadata or {})[MARK_KEY]["status"] == "interrupted"
