"""A Jupyter server with our extension in it, and the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.cli import main

from ..handlers.conftest import *  # noqa: F403


@dataclass(frozen=True)
class Said:
    """What a command wrote, and what it ended with."""

    code: int
    out: str
    err: str


Run = Callable[..., Awaitable[Said]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command beside the event loop, on which the server is."""
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)

    async def run(*arguments: str) -> Said:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            # One that is not there.
            patch.setenv("http_proxy", "http://127.0.0.1:9")
            code = await asyncio.to_thread(main, arguments)
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture
def served(jp_serverapp: ServerApp, http_server: object) -> ServerApp:
    """The server, as it answers on its port; it has a prefix."""
    return jp_serverapp


@pytest.fixture
def server(served: ServerApp) -> list[str]:
    """Arguments that name the server."""
    return ["--url", served.connection_url, "--token", token_of(served)]


def token_of(app: ServerApp) -> str:
    provider: Any = app.identity_provider
    return str(provider.token)
