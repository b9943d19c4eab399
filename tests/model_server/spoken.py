"""What the protocols that the model speaks have in common."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from typing import Any
from uuid import uuid4

from tornado.web import RequestHandler

from .completion import Completion
from .script import Script, UnplayableError

MODEL = "scripted"


class SpokenHandler(RequestHandler):
    """A ``POST`` that asks for a completion, streamed or whole, in one provider's protocol."""

    content_type: str
    """Of a stream."""

    streams_by_default = False
    """What a body without ``stream`` asks for."""

    completion: Completion
    _production: asyncio.Task[None] | None = None

    def initialize(self, completions: list[Completion]) -> None:
        self._completions = completions

    def set_default_headers(self) -> None:
        """Any page may ask it."""
        self.set_header("Access-Control-Allow-Origin", "*")

    async def post(self) -> None:
        body = json.loads(self.request.body)
        messages = self.messages_in(body)
        try:
            script = Script.parse(_last_prompt(messages))
        except UnplayableError as error:
            self.set_status(400)
            details = {"type": "invalid_request_error", "message": str(error)}
            self.finish({"type": "error", "error": details})
            return
        self.completion = Completion(uuid4().hex, script, messages)
        self._completions.append(self.completion)
        is_streamed = body.get("stream", self.streams_by_default)
        self._production = asyncio.create_task(self._stream() if is_streamed else self._answer())
        await asyncio.wait({self._production})

    def on_connection_close(self) -> None:
        """Tornado calls this when the client closes the connection before the response's end."""
        if self._production is not None:
            self.completion.let_go()
            self._production.cancel()

    def messages_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The history that a request sends."""
        messages: list[dict[str, Any]] = body["messages"]
        return messages

    @abstractmethod
    def begin(self) -> None:
        """Write what stands before the first token."""

    @abstractmethod
    def say(self, content: str) -> None:
        """Write one token."""

    @abstractmethod
    def end(self) -> None:
        """Write what stands after the last token."""

    @abstractmethod
    def whole(self, said: str) -> dict[str, Any]:
        """The answer to a request that is not streamed."""

    async def _stream(self) -> None:
        self.set_header("Content-Type", self.content_type)
        self.begin()
        if not self.completion.script.headers_late:
            self.flush()
        async for tokens in self.completion.produce():
            for content in tokens:
                self.say(content)
            # Not awaited: a slow reader must not slow down the clock of the model.
            self.flush()
        self.completion.end()
        script = self.completion.script
        if script.break_at is not None and script.break_at < script.length:
            self.detach().close()
            return
        self.end()
        self.finish()

    async def _answer(self) -> None:
        said = [token async for tokens in self.completion.produce() for token in tokens]
        self.completion.end()
        self.finish(self.whole("".join(said)))


def _last_prompt(messages: list[dict[str, Any]]) -> str:
    """The text of the person's last message, which some clients send in blocks."""
    content = [message["content"] for message in messages if message["role"] == "user"][-1]
    if isinstance(content, str):
        return content
    return " ".join(block.get("text", "") for block in content)
