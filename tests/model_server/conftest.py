"""A model server, and two clients."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio
from openai import AsyncOpenAI

from .process import ModelServer, start_model_server


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest_asyncio.fixture
async def client(server: ModelServer) -> AsyncIterator[AsyncOpenAI]:
    server.forget()
    async with AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0) as opened:
        yield opened


@pytest_asyncio.fixture
async def http(server: ModelServer) -> AsyncIterator[httpx.AsyncClient]:
    server.forget()
    async with httpx.AsyncClient(base_url=server.url) as opened:
        yield opened
