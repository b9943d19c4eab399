"""A Jupyter server with our extension in it, and a chat.

Its tests run on the server's own event loop, which pytest-jupyter keeps.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from pytest_jupyter.jupyter_server import *  # noqa: F403

from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..fakes.desk import Desk
from ..fakes.guards import NamingIdentityProvider, RecordingAuthorizer
from ..fakes.listener import Listener
from ..fakes.recording_chat import RecordingWsChat

Connect = Callable[..., Awaitable[Listener]]


@pytest.fixture
def traits() -> dict[str, Any]:
    """What a test configures of our extension. Of itself it has a backend's own cancel go on for
    longer than a busy machine keeps a test waiting.
    """
    return {"grace_period_s": 30.0}


@pytest.fixture
def jp_server_config(traits: dict[str, Any]) -> dict[str, Any]:
    return {
        "ServerApp": {
            "authorizer_class": RecordingAuthorizer,
            "identity_provider_class": NamingIdentityProvider,
            "jpserver_extensions": {
                "jupyter_stop_stream": True,
                "jupyter_server_terminals": False,
            },
        },
        "StopStreamExtension": traits,
    }


@pytest.fixture
def authorizer() -> Iterator[type[RecordingAuthorizer]]:
    """What the server's authorizer was asked; tests tell it what to refuse."""
    RecordingAuthorizer.asked.clear()
    RecordingAuthorizer.refused.clear()
    yield RecordingAuthorizer
    RecordingAuthorizer.refused.clear()
    RecordingAuthorizer.thinks = None


@pytest.fixture
def identities() -> Iterator[type[NamingIdentityProvider]]:
    """The server's identity provider; tests tell it whom it knows no more."""
    yield NamingIdentityProvider
    NamingIdentityProvider.turned_out.clear()
    NamingIdentityProvider.fails_with = None


@pytest.fixture
def make_desk(jp_serverapp: ServerApp, jp_root_dir: Any) -> Callable[[str], Desk]:
    """Makes chats that are connected to the server's registry."""
    registry = jp_serverapp.web_app.settings[REGISTRY_KEY]

    def make(name: str) -> Desk:
        desk = Desk(RecordingWsChat(jp_root_dir / f"{name}.chat"), registry=registry)
        desk.unobserve()
        return desk

    return make


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:
    return make_desk("chat")


@pytest.fixture
def connect(jp_ws_fetch: Any, jp_asyncio_loop: Any) -> Iterator[Connect]:
    """Opens our websocket as a person."""
    listeners: list[Listener] = []

    async def open_as(name: str = "ada") -> Listener:
        connection = await jp_ws_fetch("api", "stop-stream", "ws", headers={"X-Name": name})
        listeners.append(Listener(connection))
        return listeners[-1]

    async def close_all() -> None:
        for listener in listeners:
            await listener.close()

    yield open_as
    jp_asyncio_loop.run_until_complete(close_all())
