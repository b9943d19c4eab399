"""From a stop to the model: a persona with a real client and a model in another process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from jupyterlab_chat.models import Message
from openai import AsyncOpenAI

from ..fakes.lobby import Lobby
from ..fakes.patience import within
from ..model_server.process import ModelServer, start_model_server
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio

Record = dict[str, Any]


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest_asyncio.fixture
async def lobby(make_lobby: MakeLobby, model: ModelServer) -> AsyncIterator[Lobby]:
    """A chat with a persona that asks the model, as its documentation says."""
    model.forget()
    async with AsyncOpenAI(base_url=model.base_url, api_key="none", max_retries=0) as client:

        async def answer(message: Message) -> AsyncIterator[str]:
            stream = await client.chat.completions.create(
                model="scripted", stream=True, messages=[{"role": "user", "content": message.body}]
            )
            async for chunk in stream:
                yield chunk.choices[0].delta.content or ""

        made = await make_lobby()
        made.persona().answer = answer
        yield made
        await made.registry.shutdown()


async def record_of(model: ModelServer, is_so: Callable[[Record], bool]) -> Record:
    """The model's only request, once something is so of it."""

    async def look() -> Record:
        while True:
            records = await asyncio.to_thread(model.requests)
            if records and is_so(records[0]):
                assert len(records) == 1
                return records[0]

    return await within(look())


def is_over(record: Record) -> bool:
    return record["ended_at"] is not None


@pytest.mark.parametrize(
    ("prompt", "produced"),
    [
        pytest.param("first_token_s=600", 0, id="before_the_first_token"),
        pytest.param("rate=100 length=100000", 10, id="in_the_middle"),
        pytest.param("rate=1000 length=400 stall_at=10", 10, id="in_a_stall"),
    ],
)
async def test_a_stop_lets_the_model_go(
    lobby: Lobby, model: ModelServer, prompt: str, produced: int
) -> None:
    generation = lobby.ask(prompt)
    await record_of(model, lambda record: record["produced"] >= produced)
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    record = await record_of(model, is_over)
    assert record["let_go_at"] is not None
    assert generation.stopped_at is not None
    assert record["let_go_at"] - generation.stopped_at < 1
    assert record["produced"] < record["length"]
    if produced:
        (reply_id,) = generation.reply_ids
        assert record["text"].startswith(lobby.message(reply_id).body)
    else:
        assert lobby.shown() == [prompt]


async def test_an_answer_that_nobody_stops_is_whole(lobby: Lobby, model: ModelServer) -> None:
    generation = lobby.ask("rate=2000 length=300")
    await within(generation.ended.wait())
    record = await record_of(model, is_over)
    assert generation.outcome == "complete"
    assert record["let_go_at"] is None
    assert lobby.shown()[-1] == record["text"]
