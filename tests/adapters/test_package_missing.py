"""The lines of docs/authors.md for a server on which this package is missing."""

from __future__ import annotations

import asyncio
import sys

import pytest

from ..fakes.bot_server import BotServer, shown
from ..fakes.documented import code_in, run
from ..fakes.patience import within
from ..fakes.teller import Teller

pytestmark = pytest.mark.asyncio

LINES = code_in("authors.md", "except ImportError")


async def test_where_the_package_is_missing_the_bot_answers_all_the_same(
    server: BotServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jupyter_stop_stream", None)  # type: ignore[arg-type]
    stoppable = run(LINES)["stoppable"]
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    assert isinstance(task, asyncio.Task)
    await within(task)
    assert shown(chat) == ["Why?", "Once"]
    assert not server.registry.is_answered_in(chat.get_id())


async def test_where_it_is_there_the_bot_is_stoppable(server: BotServer) -> None:
    stoppable = run(LINES)["stoppable"]
    answer = stoppable(server.settings, id="bot", name="Bot")(Teller("Once"))
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    server.stop(chat)
    await within(task)
    assert shown(chat) == ["Why?"]
