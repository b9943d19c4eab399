"""Fixtures for every room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from jupyter_stop_stream.generations import rush

from .fakes.desk import Desk
from .fakes.patience import turns
from .fakes.recording_chat import RecordingChat, RecordingWsChat, RecordingYChat

MakeDesk = Callable[..., Awaitable[Desk]]


@pytest.fixture(params=["ws", "ychat"])
def chat_kind(request: pytest.FixtureRequest) -> str:
    """Run with the chat model of a server without collaboration, and of one with it."""
    return str(request.param)


async def new_chat(kind: str, path: Path) -> RecordingChat:
    if kind == "ws":
        return RecordingWsChat(path)
    chat = RecordingYChat()
    # It gives itself its id in the next turn of the loop.
    await turns(2)
    return chat


@pytest_asyncio.fixture
async def make_desk(tmp_path: Path) -> AsyncIterator[MakeDesk]:
    """Makes desks, and ends at the end of the test what still runs at them."""
    desks: list[Desk] = []

    async def make(kind: str = "ws", **kwargs: Any) -> Desk:
        chat = await new_chat(kind, tmp_path / f"{len(desks)}.chat")
        desks.append(Desk(chat, **kwargs))
        return desks[-1]

    yield make
    for desk in desks:
        await desk.registry.shutdown()


@pytest_asyncio.fixture
async def desk(make_desk: MakeDesk) -> Desk:
    """A desk without collaboration."""
    return await make_desk()


@pytest_asyncio.fixture
async def any_desk(make_desk: MakeDesk, chat_kind: str) -> Desk:
    """A desk of either kind."""
    return await make_desk(chat_kind)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops count as coming together, however long the machine takes between them."""
    for name in ("CALM_S", "DEFER_LIMIT_S"):
        monkeypatch.setattr(rush, name, 60.0)
