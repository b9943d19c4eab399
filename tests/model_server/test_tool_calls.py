"""The model calls tools in each protocol, and knows what an agent asks beside its prompt."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .process import ModelServer
from .script import Script, text
from .tool_call import ToolCall
from .wire import body, events_of

Record = dict[str, Any]

pytestmark = pytest.mark.asyncio

CALLING = 'rate=2000 length=3 tool=look tool_args={"where":"here"}'


def tool_calls_of(stream: str) -> list[dict[str, Any]]:
    """The functions that a stream of OpenAI's calls."""
    deltas = [event["choices"][0]["delta"] for event in events_of(stream)]
    return [call["function"] for delta in deltas for call in delta.get("tool_calls", [])]


def tools(*names: str) -> list[dict[str, Any]]:
    """What a request of OpenAI's chat completions offers, each with a command as its argument."""
    parameters = {"type": "object", "properties": {"command": {"type": "string"}}}
    return [
        {"type": "function", "function": {"name": name, "parameters": parameters}} for name in names
    ]


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


async def test_arguments_that_are_no_json_are_refused(http: httpx.AsyncClient) -> None:
    response = await http.post("/v1/chat/completions", json=body("tool=look tool_args={"))
    assert response.status_code == 400


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
