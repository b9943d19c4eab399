"""A chat with personas in it, and one with bots."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from importlib_metadata import EntryPoint, EntryPoints
from jupyter_ai_persona_manager import persona_manager

from ..conftest import new_chat
from ..fakes.bot_server import BotServer
from ..fakes.lobby import Lobby

MakeLobby = Callable[..., Awaitable[Lobby]]
MakeServer = Callable[..., BotServer]


@pytest.fixture
def installed() -> tuple[str, ...]:
    """The personas that a package has brought."""
    return ("tests.fakes.personas:Talker", "tests.fakes.personas:Agent")


@pytest.fixture(autouse=True)
def installed_personas(monkeypatch: pytest.MonkeyPatch, installed: tuple[str, ...]) -> None:
    """As if a package had brought our personas, and nobody any other."""
    group = persona_manager.EPG_NAME
    entries = EntryPoints(
        EntryPoint(name=value.split(":")[1], value=value, group=group) for value in installed
    )
    monkeypatch.setattr(persona_manager, "entry_points", lambda: entries)
    monkeypatch.setattr(persona_manager.PersonaManager, "_ep_persona_classes", None)


@pytest_asyncio.fixture
async def make_lobby(tmp_path: Path) -> AsyncIterator[MakeLobby]:
    """Makes lobbies, and ends at the end of the test what still runs in them."""
    lobbies: list[Lobby] = []

    async def make(kind: str = "ws", **kwargs: Any) -> Lobby:
        chat = await new_chat(kind, tmp_path / f"{len(lobbies)}.chat")
        if kind == "ychat":
            chat.initial_path = f"{len(lobbies)}.chat"
        lobbies.append(Lobby(chat, tmp_path, **kwargs))
        return lobbies[-1]

    yield make
    for lobby in lobbies:
        await lobby.registry.shutdown()


@pytest_asyncio.fixture
async def make_chat(make_lobby: MakeLobby) -> AsyncIterator[MakeLobby]:
    """Makes chats in which an agent in a process of its own answers."""
    # What speaks to agents may not be installed.
    from ..fakes.agent_chat import agent_chats

    async with agent_chats(make_lobby) as make:
        yield make


@pytest_asyncio.fixture
async def lobby(make_lobby: MakeLobby) -> Lobby:
    return await make_lobby()


@pytest_asyncio.fixture
async def make_server(tmp_path: Path) -> AsyncIterator[MakeServer]:
    """Makes servers, and ends at the end of the test what still runs in them."""
    servers: list[BotServer] = []

    def make(**kwargs: Any) -> BotServer:
        servers.append(BotServer(tmp_path, **kwargs))
        return servers[-1]

    yield make
    for server in servers:
        await server.registry.shutdown()


@pytest_asyncio.fixture
async def server(make_server: MakeServer) -> BotServer:
    return make_server()


@pytest_asyncio.fixture(params=[False, True], ids=["alone", "with_collaboration"])
async def any_server(make_server: MakeServer, request: pytest.FixtureRequest) -> BotServer:
    return make_server(with_collaboration=request.param)
