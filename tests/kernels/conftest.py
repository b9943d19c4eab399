"""Fixtures of this room: a lane alone, and a Jupyter server with a kernel."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jupyter_server.serverapp import ServerApp
from pytest_jupyter.jupyter_server import *  # noqa: F403

from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..conftest import new_chat
from ..fakes.desk import Desk
from ..fakes.recording_chat import RecordingWsChat
from .crossing import Crossing
from .notebook_page import V1, NotebookPage

OpenPage = Callable[..., Awaitable[NotebookPage]]
StartKernel = Callable[[], Awaitable[str]]


@pytest_asyncio.fixture
async def crossing(tmp_path: Path) -> Crossing:
    """A lane before a kernel that does nothing by itself."""
    return Crossing(await new_chat("ws", tmp_path / "a.chat"))


@pytest_asyncio.fixture
async def slow_crossing(tmp_path: Path) -> Crossing:
    """The same, whose signals are sent when the test says so."""
    return Crossing(await new_chat("ws", tmp_path / "a.chat"), sends_at_once=False)


@pytest.fixture
def traits() -> dict[str, Any]:
    """What a test configures of our extension."""
    return {}


@pytest.fixture
def jp_server_config(traits: dict[str, Any]) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {
                "jupyter_stop_stream": True,
                "jupyter_server_terminals": False,
            },
        },
        "StopStreamExtension": traits,
    }


@pytest.fixture
def server(jp_serverapp: ServerApp, jp_asyncio_loop: Any) -> Iterator[ServerApp]:
    """A server whose extensions have been started."""
    start = jp_serverapp.extension_manager.start_all_extensions
    jp_asyncio_loop.run_until_complete(start())
    yield jp_serverapp
    jp_asyncio_loop.run_until_complete(jp_serverapp.kernel_manager.shutdown_all(now=True))


@pytest.fixture
def desk(server: ServerApp, jp_root_dir: Path) -> Desk:
    """A chat that is connected to the server's registry."""
    registry = server.web_app.settings[REGISTRY_KEY]
    return Desk(RecordingWsChat(jp_root_dir / "a.chat"), registry=registry)


@pytest.fixture
def start_kernel(server: ServerApp, jp_fetch: Any) -> StartKernel:
    """Starts a kernel as a page does; gives its id."""

    async def start() -> str:
        answer = await jp_fetch(
            "api", "kernels", method="POST", body=json.dumps({"name": "python3"})
        )
        return str(json.loads(answer.body)["id"])

    return start


@pytest.fixture
def open_page(server: ServerApp, jp_ws_fetch: Any, jp_asyncio_loop: Any) -> Iterator[OpenPage]:
    """Opens pages on a kernel."""
    pages: list[NotebookPage] = []

    async def open_on(kernel_id: str, *, is_v1: bool = True) -> NotebookPage:
        connection = await jp_ws_fetch(
            "api", "kernels", kernel_id, "channels", subprotocols=[V1] if is_v1 else None
        )
        pages.append(NotebookPage(connection, is_v1=is_v1))
        return pages[-1]

    async def close_all() -> None:
        for page in pages:
            await page.close()

    yield open_on
    jp_asyncio_loop.run_until_complete(close_all())
