"""The model server keeps time, counts, and sees a client go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk

from .process import ModelServer
from .script import Script, text
from .wire import body, events_of

Stream = openai.AsyncStream[ChatCompletionChunk]
Record = dict[str, Any]

ATTEMPTS = 5000
"""How often a record is looked at before the test fails; a look takes about a millisecond."""

pytestmark = pytest.mark.asyncio


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


async def test_a_model_that_breaks_off_ends_its_stream_in_the_middle(
    server: ModelServer, client: AsyncOpenAI
) -> None:
    stream = await open_stream(client, "rate=500 length=400 break_at=10")
    with pytest.raises(openai.APIConnectionError):
        await read(stream)
    record = await wait_for_record(server, lambda record: record["ended_at"] is not None)
    assert record["produced"] == 10
    assert record["let_go_at"] is None


@pytest.mark.parametrize(
    "prompt",
    ["rate=50 length=100000", "rate=50 length=100000 stall_at=10"],
    ids=["in_the_middle", "in_a_stall"],
)
async def test_an_answer_that_is_told_to_finish_ends_by_itself(
    server: ModelServer, client: AsyncOpenAI, prompt: str
) -> None:
    stream = await open_stream(client, prompt)
    await wait_for_record(server, lambda record: record["produced"] >= 10)
    async with httpx.AsyncClient() as http:
        finished = await http.post(f"{server.url}/requests/0/finish")
        assert finished.status_code == 204
        assert (await http.post(f"{server.url}/requests/1/finish")).status_code == 404
    said = await read(stream)
    record = await wait_for_record(server, lambda record: record["ended_at"] is not None)
    assert said == record["text"]
    assert 10 <= record["produced"] < record["length"]
    assert record["let_go_at"] is None


async def test_how_far_an_answer_is_can_be_asked_without_all_that_was_said(
    server: ModelServer, client: AsyncOpenAI
) -> None:
    await read(await open_stream(client, "rate=1000 length=20"))
    async with httpx.AsyncClient() as http:
        progress = (await http.get(f"{server.url}/requests/0/progress")).json()
        assert (await http.get(f"{server.url}/requests/1/progress")).status_code == 404
    (record,) = server.requests()
    assert progress.keys() == {"produced", "length", "started_at", "ended_at", "let_go_at"}
    assert progress.items() <= record.items()


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


async def test_a_stream_of_anthropics_says_every_token_between_its_events(
    http: httpx.AsyncClient,
) -> None:
    response = await http.post("/v1/messages", json=body("rate=2000 length=70", max_tokens=9))
    events = events_of(response.text)
    kinds = [event["type"] for event in events]
    assert kinds[:3] == ["message_start", "content_block_start", "ping"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert "".join(event["delta"]["text"] for event in events[3:-3]) == text(70)
    assert kinds == [
        line.removeprefix("event: ")
        for line in response.text.splitlines()
        if line.startswith("event")
    ]


async def test_a_stream_of_ollamas_says_every_token_in_a_line_of_its_own(
    http: httpx.AsyncClient,
) -> None:
    request = body("rate=2000 length=70")
    del request["stream"]
    response = await http.post("/api/chat", json=request)
    parts = [json.loads(line) for line in response.text.splitlines()]
    assert "".join(part["message"]["content"] for part in parts) == text(70)
    assert [part["done"] for part in parts] == [False] * 70 + [True]


async def test_all_protocols_can_answer_in_one_piece(http: httpx.AsyncClient) -> None:
    request = body("rate=2000 length=7", stream=False)
    openais = (await http.post("/v1/chat/completions", json=request)).json()
    anthropics = (await http.post("/v1/messages", json=request)).json()
    ollamas = (await http.post("/api/chat", json=request)).json()
    assert openais["choices"][0]["message"]["content"] == text(7)
    assert anthropics["content"] == [{"type": "text", "text": text(7)}]
    assert ollamas["message"]["content"] == text(7)


@pytest.mark.parametrize("path", ["/v1/messages", "/api/chat"])
async def test_a_client_of_any_protocol_that_goes_ends_the_production(
    server: ModelServer, http: httpx.AsyncClient, path: str
) -> None:
    async with http.stream("POST", path, json=body("rate=500 length=100000")):
        await wait_for_record(server, lambda record: record["produced"] >= 5)
    assert (await wait_for_record(server, is_let_go))["produced"] < 100000


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/api/chat"])
async def test_headers_come_at_once_or_late_with_the_first_token(
    server: ModelServer, http: httpx.AsyncClient, path: str
) -> None:
    silent = body("first_token_s=600")
    async with http.stream("POST", path, json=silent) as response:
        assert response.status_code == 200
    await wait_for_record(server, is_let_go)
    server.forget()
    silent = body("first_token_s=600 headers_late=1")
    request = http.build_request("POST", path, json=silent)
    asking = asyncio.create_task(http.send(request, stream=True))
    await wait_for_record(server, lambda record: record["ended_at"] is None)
    # Headers that were sent at once would be here before those of a later request.
    assert (await http.get("/v1/models")).status_code == 200
    assert not asking.done()
    asking.cancel()
    await asyncio.wait({asking})
    await wait_for_record(server, is_let_go)
    late = body("rate=2000 length=3 headers_late=1")
    assert (await http.post(path, json=late)).status_code == 200


async def test_the_history_that_was_sent_is_kept(
    server: ModelServer, http: httpx.AsyncClient
) -> None:
    blocks = [{"type": "text", "text": "rate=2000 length=2"}]
    messages = [
        {"role": "user", "content": "Why?"},
        {"role": "assistant", "content": "Because."},
        {"role": "user", "content": blocks},
    ]
    await http.post("/v1/messages", json=body("", messages=messages))
    (record,) = server.requests()
    assert record["messages"] == messages
    assert record["produced"] == 2


async def test_a_stream_of_openais_responses_says_every_token_between_its_events(
    http: httpx.AsyncClient,
) -> None:
    asked = {"model": "scripted", "stream": True, "input": "rate=2000 length=70"}
    response = await http.post("/v1/responses", json=asked)
    events = events_of(response.text)
    kinds = [event["type"] for event in events]
    assert kinds[:3] == [
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert kinds[-1] == "response.completed"
    deltas = [event["delta"] for event in events if event["type"] == "response.output_text.delta"]
    assert "".join(deltas) == text(70)
    assert [event["sequence_number"] for event in events] == [*range(len(events))]
    (message,) = events[-1]["response"]["output"]
    assert message["content"][0]["text"] == text(70)
