"""The model server keeps time, counts, and sees a client go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import openai
import pytest
import pytest_asyncio
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk

from .process import ModelServer, start_model_server
from .script import Script, text
from .tool_call import ToolCall

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


@pytest_asyncio.fixture
async def http(server: ModelServer) -> AsyncIterator[httpx.AsyncClient]:
    server.forget()
    async with httpx.AsyncClient(base_url=server.url) as opened:
        yield opened


def body(prompt: str, **fields: Any) -> dict[str, Any]:
    """What all three protocols take."""
    return {
        "model": "scripted",
        "stream": True,
        "messages": [{"role": "user", "content": prompt}],
        **fields,
    }


def events_of(stream: str) -> list[dict[str, Any]]:
    """What the ``data`` lines of a stream say, but for OpenAI's last."""
    lines = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def tool_calls_of(stream: str) -> list[dict[str, Any]]:
    """The functions that a stream of OpenAI's calls."""
    deltas = [event["choices"][0]["delta"] for event in events_of(stream)]
    return [call["function"] for delta in deltas for call in delta.get("tool_calls", [])]


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


@pytest.mark.parametrize("is_streamed", [True, False])
async def test_a_tool_is_called_at_the_end_and_its_result_is_answered_with_text(
    server: ModelServer, http: httpx.AsyncClient, is_streamed: bool
) -> None:
    request = body('rate=2000 length=3 tool=look tool_args={"where":"here"}', stream=is_streamed)
    first = await http.post("/v1/chat/completions", json=request)
    if is_streamed:
        choice = events_of(first.text)[-1]["choices"][0]
        (function,) = tool_calls_of(first.text)
    else:
        choice = first.json()["choices"][0]
        (function,) = [call["function"] for call in choice["message"]["tool_calls"]]
    assert choice["finish_reason"] == "tool_calls"
    assert function == {"name": "look", "arguments": '{"where":"here"}'}
    request["messages"] += [{"role": "assistant"}, {"role": "tool", "content": "A lighthouse."}]
    second = await http.post("/v1/chat/completions", json={**request, "stream": False})
    choice = second.json()["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert choice["message"] == {"role": "assistant", "content": text(3)}
    assert [record["produced"] for record in server.requests()] == [3, 3]


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


async def test_arguments_that_are_no_json_are_refused(http: httpx.AsyncClient) -> None:
    response = await http.post("/v1/chat/completions", json=body("tool=look tool_args={"))
    assert response.status_code == 400


def tools(*names: str) -> list[dict[str, Any]]:
    """What a request of OpenAI's chat completions offers, each with a command as its argument."""
    parameters = {"type": "object", "properties": {"command": {"type": "string"}}}
    return [
        {"type": "function", "function": {"name": name, "parameters": parameters}} for name in names
    ]


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


CALLING = 'rate=2000 length=3 tool=look tool_args={"where":"here"}'


@pytest.mark.parametrize("is_streamed", [True, False])
async def test_a_tool_is_called_in_anthropics_messages(
    http: httpx.AsyncClient, is_streamed: bool
) -> None:
    request = body(CALLING, stream=is_streamed)
    first = await http.post("/v1/messages", json=request)
    if is_streamed:
        events = events_of(first.text)
        block = events[-5]["content_block"]
        arguments = json.loads(events[-4]["delta"]["partial_json"])
        reason = events[-2]["delta"]["stop_reason"]
    else:
        block = first.json()["content"][1]
        arguments, reason = block["input"], first.json()["stop_reason"]
    assert (block["type"], block["name"], reason) == ("tool_use", "look", "tool_use")
    assert arguments == {"where": "here"}


@pytest.mark.parametrize("is_streamed", [True, False])
async def test_a_tool_is_called_in_openais_responses_and_its_result_is_answered_with_text(
    server: ModelServer, http: httpx.AsyncClient, is_streamed: bool
) -> None:
    prompt = {"role": "user", "content": [{"type": "input_text", "text": CALLING}]}
    asked: dict[str, Any] = {"stream": is_streamed, "input": [prompt]}
    first = await http.post("/v1/responses", json=asked)
    whole = events_of(first.text)[-1]["response"] if is_streamed else first.json()
    call = whole["output"][1]
    assert (call["type"], call["name"]) == ("function_call", "look")
    assert call["arguments"] == '{"where":"here"}'
    asked["input"].append(
        {"type": "function_call_output", "call_id": call["call_id"], "output": "A lighthouse."}
    )
    second = await http.post("/v1/responses", json={**asked, "stream": False})
    assert [item["type"] for item in second.json()["output"]] == ["message"]
    assert [record["produced"] for record in server.requests()] == [3, 3]


@pytest.mark.parametrize("method", ["streamGenerateContent", "generateContent"])
async def test_a_tool_is_called_in_googles_content_and_its_result_is_answered_with_text(
    server: ModelServer, http: httpx.AsyncClient, method: str
) -> None:
    contents: list[dict[str, Any]] = [{"role": "user", "parts": [{"text": CALLING}]}]
    path = f"/v1beta/models/scripted:{method}"
    first = await http.post(path, json={"contents": contents})
    last = events_of(first.text)[-1] if method.startswith("stream") else first.json()
    candidate = last["candidates"][0]
    assert candidate["content"]["parts"][-1]["functionCall"]["args"] == {"where": "here"}
    assert candidate["finishReason"] == "STOP"
    contents.append({"role": "user", "parts": [{"functionResponse": {"name": "look"}}]})
    second = await http.post(path, json={"contents": contents})
    assert "functionCall" not in second.text


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        pytest.param(
            {"properties": {"command": {"type": "string"}}}, {"command": "sleep 5"}, id="a string"
        ),
        pytest.param(
            {"properties": {"command": {"type": "array"}}},
            {"command": ["sh", "-c", "sleep 5"]},
            id="words",
        ),
        pytest.param(
            {
                "properties": {
                    "cmd": {"type": "string"},
                    "yield_time_ms": {"type": "number"},
                    "is_background": {"type": "boolean"},
                },
                "required": ["cmd", "is_background"],
            },
            {"cmd": "sleep 5", "yield_time_ms": 30_000, "is_background": False},
            id="with what else it insists on",
        ),
    ],
)
async def test_a_command_is_called_with_what_its_tool_takes(
    schema: dict[str, Any], arguments: dict[str, Any]
) -> None:
    call = ToolCall.of(Script(run="sleep,5"), {"read": {}, "shell": schema})
    assert call is not None
    assert (call.name, json.loads(call.arguments)) == ("shell", arguments)


async def test_a_command_without_a_tool_for_it_is_refused(http: httpx.AsyncClient) -> None:
    request = body("run=sleep,5", tools=tools("look"))
    assert (await http.post("/v1/chat/completions", json=request)).status_code == 400


async def test_an_agents_prompt_is_played_where_it_says_play_and_the_rest_are_asides(
    server: ModelServer, http: httpx.AsyncClient
) -> None:
    around = "Mind rate=1.\nPlay rate=2000 length=3 label=first\nMind length=1."

    async def ask(content: str, **fields: Any) -> str:
        request = body(content, stream=False, **fields)
        answer = await http.post("/agents/v1/chat/completions", json=request)
        return str(answer.json()["choices"][0]["message"]["content"])

    assert await ask(around, tools=tools("bash")) == text(3)
    assert await ask(f"A title for: {around}") == text(2)
    assert await ask("Only prose, rate=1 length=9", tools=tools("bash")) == text(2)
    told = [(record["label"], record["is_aside"]) for record in server.requests()]
    assert told == [("first", False), ("", True), ("", True)]


async def test_an_agents_call_is_made_once_for_the_last_prompt_however_much_stands_behind_it(
    http: httpx.AsyncClient,
) -> None:
    def made(messages: list[Record]) -> Record:
        return body("", messages=messages, stream=False, tools=tools("bash"))

    prompt = {"role": "user", "content": "Play rate=2000 length=1 run=sleep,5"}
    result = {"role": "tool", "content": "done"}
    reminder = {"role": "user", "content": "By the way."}
    for messages, is_called in [
        ([prompt], True),
        ([prompt, reminder], True),
        ([prompt, result], False),
        ([prompt, result, reminder], False),
        ([prompt, result, prompt], True),
    ]:
        answer = await http.post("/agents/v1/chat/completions", json=made(messages))
        assert ("tool_calls" in answer.json()["choices"][0]["message"]) is is_called
