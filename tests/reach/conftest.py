"""A model in another process, and clients that ask it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from openai import AsyncOpenAI, OpenAI

from ..fakes.patience import within
from ..model_server.process import ModelServer, start_model_server

Record = dict[str, Any]
Records = Callable[[Callable[[list[Record]], bool]], Awaitable[list[Record]]]


@pytest.fixture(scope="module")
def running_model() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest.fixture
def model(running_model: ModelServer) -> ModelServer:
    """A model that has answered nothing yet."""
    running_model.forget()
    return running_model


@pytest.fixture
def records(model: ModelServer) -> Records:
    """Waits until something is so of the model's requests, and gives them."""

    async def look(is_so: Callable[[list[Record]], bool]) -> list[Record]:
        async def until() -> list[Record]:
            while True:
                found = await asyncio.to_thread(model.requests)
                if is_so(found):
                    return found

        return await within(until())

    return look


@pytest_asyncio.fixture
async def client(model: ModelServer) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=model.base_url, api_key="none") as opened:
        yield opened


@pytest.fixture
def sync_client(model: ModelServer) -> Iterator[OpenAI]:
    with OpenAI(base_url=model.base_url, api_key="none") as opened:
        yield opened


def prompt(text: str) -> dict[str, Any]:
    """What both clients' `create` takes."""
    return {
        "model": "scripted",
        "stream": True,
        "messages": [{"role": "user", "content": text}],
    }


def has_produced(count: int) -> Callable[[list[Record]], bool]:
    """Whether the first request has come so far."""
    return lambda found: bool(found) and found[0]["produced"] >= count


def are_over(found: list[Record]) -> bool:
    """Whether all requests have ended."""
    return bool(found) and all(record["ended_at"] is not None for record in found)
