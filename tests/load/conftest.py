"""A server and a model, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..model_server.process import ModelServer, start_model_server
from .server import Server, start_server


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    with start_server() as running:
        yield running


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """What a test that failed leaves running there would take the next one's time."""
    yield running
    running.post("api/load/end", {})
