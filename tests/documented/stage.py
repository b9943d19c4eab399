"""Where the Python that pages show is played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from jupyter_stop_stream import stoppable
from jupyter_stop_stream.generations import Generation

from ..fakes.bot_server import BotServer


@dataclass(frozen=True)
class Stage:
    """A server with jupyterlab-chat's own chats, and one block of code."""

    code: str
    server: BotServer
    folder: Path
    """Empty, and on the path for imports."""
    patch: pytest.MonkeyPatch

    async def asked(self, answer: Callable[..., Awaitable[object]]) -> tuple[Any, Generation]:
        """A new chat in which a bot answers by this, and its answer to a first message."""
        chat = await self.server.open(f"{uuid4()}.chat")
        stoppable(self.server.settings, id="bot", name="Bot")(answer).start(
            chat, self.server.write(chat)
        )
        return chat, self.server.one()


Scene = Callable[[Stage], Awaitable[None]]
