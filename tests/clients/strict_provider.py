"""A model provider that takes no history but a valid one.

It speaks OpenAI's chat completions, and refuses with 400 what the strict ones among those who
speak it refuse: Anthropic an empty turn, Mistral a person's turn right after a tool's result, all
of them a tool call without its result.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

Turn = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the model says to one request.

    Attributes:
        chunks: Its text, piece by piece.
        calls: The tool calls after it, as name and arguments; their ids are `call_0`, `call_1`…
            with the number of the request before them.
        is_endless: Whether the model then goes silent instead of ending.
    """

    chunks: tuple[str, ...] = ()
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    is_endless: bool = False


class StrictProvider:
    """Answers with what was queued in `answers`, in order, and records what it was sent."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.histories: list[list[Turn]] = []
        """The turns of each request that was accepted, without the system's."""
        self.refusals: list[str] = []
        """Why requests were refused."""
        self.is_silent = asyncio.Event()
        """Set when the model has said an endless answer's chunks."""
        self.base_url = ""

    def take(self, body: dict[str, Any]) -> str | None:
        """Record a request; why it is refused, or `None`."""
        turns = [turn for turn in body["messages"] if turn["role"] != "system"]
        reason = objection(turns)
        if reason is None:
            self.histories.append(turns)
        else:
            self.refusals.append(reason)
        return reason


def text_of(turn: Turn) -> str:
    """A turn's text, whether it is one string or parts."""
    content = turn.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def objection(turns: list[Turn]) -> str | None:
    """What a strict provider has against this history, or `None`."""
    due: list[str] = []
    before = None
    for number, turn in enumerate(turns):
        role = turn["role"]
        if role == "tool":
            if turn["tool_call_id"] not in due:
                return f"turn {number}: a tool's result that nobody called for"
            due.remove(turn["tool_call_id"])
        elif due:
            return f"turn {number}: tool calls without a result: {due}"
        elif role == "user":
            if before in ("user", "tool"):
                return f"turn {number}: a user's turn right after one of {before}"
        elif role == "assistant":
            due = [call["id"] for call in turn.get("tool_calls") or ()]
            if not due and not text_of(turn).strip():
                return f"turn {number}: an empty assistant's turn"
        else:
            return f"turn {number}: what is {role}?"
        before = role
    if due:
        return f"tool calls without a result: {due}"
    return None if before in ("user", "tool") else f"the last turn is one of {before}"


class Completions(RequestHandler):
    """`POST /v1/chat/completions`, streaming or not."""

    def initialize(self, provider: StrictProvider) -> None:
        self._provider = provider
        self._is_gone = asyncio.Event()

    def on_connection_close(self) -> None:
        self._is_gone.set()

    async def post(self) -> None:
        provider = self._provider
        body = json.loads(self.request.body)
        reason = provider.take(body)
        if reason is not None:
            self.set_status(400)
            self.finish({"error": {"message": reason, "type": "invalid_request_error"}})
            return
        answer = provider.answers.popleft()
        self.set_header("Content-Type", "text/event-stream")
        await self._send({"role": "assistant", "content": ""})
        for chunk in answer.chunks:
            await self._send({"content": chunk})
        if answer.is_endless:
            provider.is_silent.set()
            await self._is_gone.wait()
            return
        for index, (name, arguments) in enumerate(answer.calls):
            call = {
                "index": index,
                "id": f"call_{len(provider.histories)}_{index}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            await self._send({"tool_calls": [call]})
        await self._send({}, "tool_calls" if answer.calls else "stop")
        await self.finish("data: [DONE]\n\n")

    async def _send(self, delta: Turn, finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        chunk = {
            "id": "completion",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "strict",
            "choices": [choice],
        }
        self.write(f"data: {json.dumps(chunk)}\n\n")
        await self.flush()


@asynccontextmanager
async def strict_provider() -> AsyncIterator[StrictProvider]:
    """A provider on a free port of the loopback, on the test's own event loop."""
    provider = StrictProvider()
    path = r"/v1/chat/completions"
    server = HTTPServer(Application([(path, Completions, {"provider": provider})]))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    provider.base_url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/v1"
    try:
        yield provider
    finally:
        server.stop()
        await server.close_all_connections()
