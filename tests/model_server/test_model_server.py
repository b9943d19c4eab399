"""The model server keeps time, counts, and sees a client go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import openai
import pytest
import pytest_asyncio
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk

from .process import ModelServer, start_model_server
from .script import Script, text

Stream = openai.AsyncStream[ChatCompletionChunk]
Record = dict[str, Any]

ATTEMPTS = 5000
"""How often a record is looked at before the test fails; a look takes about a millisecond."""

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest_asyncio.fixture
async def client(server: ModelServer) -> AsyncIterator[AsyncOpenAI]:
    server.forget()
    async with AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0) as opened:
        yield opened


async def open_stream(client: AsyncOpenAI, prompt: str) -> Stream:
    return await client.chat.completions.create(
        model="scripted", stream=True, messages=[{"role": "user", "content": prompt}]
    )


async def read(stream: Stream, limit: int | None = None) -> str:
    """What the stream says, until its end or until this many tokens have come."""
    said: list[str] = []
    async for chunk in stream:
        said += filter(None, [chunk.choices[0].delta.content])
        if len(said) == limit:
            break
    return "".join(said)


async def wait_for_record(server: ModelServer, is_so: Callable[[Record], bool]) -> Record:
    """The only request's record, once a fact about it is true."""
    for _ in range(ATTEMPTS):
        records = await asyncio.to_thread(server.requests)
        if records and is_so(records[0]):
            assert len(records) == 1
            return records[0]
    return pytest.fail(f"Not so after {ATTEMPTS} looks: {records}")


def is_let_go(record: Record) -> bool:
    return record["let_go_at"] is not None


async def test_a_stream_says_every_token_in_order(server: ModelServer, client: AsyncOpenAI) -> None:
    said = await read(await open_stream(client, "rate=2000 length=250"))
    record = await wait_for_record(server, lambda record: record["ended_at"] is not None)
    assert said == record["text"] == text(250)
    assert record["produced"] == record["length"] == len(record["produced_at"]) == 250
    assert record["let_go_at"] is None


async def test_an_answer_that_is_not_streamed_says_the_same(
    server: ModelServer, client: AsyncOpenAI
) -> None:
    completion = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": "rate=2000 length=70"}]
    )
    assert completion.choices[0].message.content == text(70)
    record = await wait_for_record(server, lambda record: record["ended_at"] is not None)
    assert record["let_go_at"] is None


async def test_a_high_rate_is_kept(server: ModelServer, client: AsyncOpenAI) -> None:
    await read(await open_stream(client, "rate=400 length=800"))
    record = await wait_for_record(server, lambda record: record["ended_at"] is not None)
    produced_at = record["produced_at"]
    assert produced_at[-1] - produced_at[0] == pytest.approx(799 / 400, abs=0.1)


@pytest.mark.parametrize(
    ("prompt", "tokens"),
    [
        pytest.param("first_token_s=600", 0, id="before_the_first_token"),
        pytest.param("rate=50 length=400 stall_at=10", 10, id="in_a_stall"),
        pytest.param("rate=50 length=100000", 10, id="in_the_middle"),
    ],
)
async def test_a_client_that_goes_ends_the_production(
    server: ModelServer, client: AsyncOpenAI, prompt: str, tokens: int
) -> None:
    stream = await open_stream(client, prompt)
    if tokens:
        await read(stream, limit=tokens)
    await wait_for_record(server, lambda record: record["produced"] >= tokens)
    await stream.close()
    record = await wait_for_record(server, is_let_go)
    assert record["ended_at"] >= record["let_go_at"]
    assert tokens <= record["produced"] < record["length"]
    assert record["text"] == text(record["produced"])


async def test_a_client_that_goes_ends_an_answer_that_is_not_streamed(
    server: ModelServer, client: AsyncOpenAI
) -> None:
    asking = asyncio.create_task(
        client.chat.completions.create(
            model="scripted", messages=[{"role": "user", "content": "length=100000"}]
        )
    )
    await wait_for_record(server, lambda record: record["produced"] > 0)
    asking.cancel()
    await asyncio.wait({asking})
    assert (await wait_for_record(server, is_let_go))["produced"] < 100000


async def test_requests_are_listed_in_order_until_they_are_forgotten(
    server: ModelServer, client: AsyncOpenAI
) -> None:
    for length in (3, 1, 2):
        await read(await open_stream(client, f"rate=1000 length={length}"))
    assert [record["produced"] for record in server.requests()] == [3, 1, 2]
    server.forget()
    assert server.requests() == []


async def test_a_script_that_makes_no_sense_is_refused(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="No model can do this"):
        await open_stream(client, "rate=0")


async def test_the_one_model_is_listed(client: AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == ["scripted"]


async def test_prose_is_no_script() -> None:
    assert Script.parse("Why is a=b, please?") == Script()
    assert text(61).endswith("w58 w59\n\nw60 ")
