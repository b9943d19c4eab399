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
def server() -> Iterator[Server]:
    with start_server() as running:
        yield running
