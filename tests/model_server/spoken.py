"""What the protocols that the model speaks have in common."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from typing import Any
from uuid import uuid4

from tornado.web import RequestHandler

from .agents import ASIDE, asked_of, is_result, text_of
from .completion import Completion
from .script import Script, UnplayableError
from .tool_call import Offered, ToolCall

MODEL = "scripted"


class SpokenHandler(RequestHandler):
    """A ``POST`` that asks for a completion, streamed or whole, in one provider's protocol."""

    content_type: str
    """Of a stream."""

    streams_by_default = False
    """What a body without ``stream`` asks for."""

    completion: Completion
    tool_call: ToolCall | None = None
    """What the completion calls at its end; not again once the result is there."""

    _production: asyncio.Task[None] | None = None

    def initialize(self, completions: list[Completion], is_for_agents: bool = False) -> None:
        self._completions = completions
        self._is_for_agents = is_for_agents

    def set_default_headers(self) -> None:
        """Any page may ask it."""
        self.set_header("Access-Control-Allow-Origin", "*")

    def options(self, *_: str) -> None:
        """What a browser asks first for a page that sends these."""
        self.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        self.set_status(204)

    async def post(self) -> None:
        body = json.loads(self.request.body)
        try:
            self._take(self.messages_in(body), self.tools_in(body))
        except (UnplayableError, LookupError) as error:
            self.set_status(400)
            details = {"type": "invalid_request_error", "message": str(error)}
            self.finish({"type": "error", "error": details})
            return
        self._completions.append(self.completion)
        is_streamed = self.is_streamed(body)
        self._production = asyncio.create_task(self._stream() if is_streamed else self._answer())
        await asyncio.wait({self._production})

    def _take(self, messages: list[dict[str, Any]], offered: Offered) -> None:
        if self._is_for_agents:
            asked = asked_of(messages) if offered else None
            script, later = asked or (ASIDE, [])
        else:
            asked = script, later = Script.parse(_last_prompt(messages)), messages[-1:]
        if not any(map(is_result, later)):
            self.tool_call = ToolCall.of(script, offered)
        self.completion = Completion(uuid4().hex, script, messages, is_aside=asked is None)

    def on_connection_close(self) -> None:
        """Tornado calls this when the client closes the connection before the response's end."""
        if self._production is not None:
            self.completion.let_go()
            self._production.cancel()

    def messages_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The history that a request sends."""
        messages: list[dict[str, Any]] = body["messages"]
        return messages

    def tools_in(self, body: dict[str, Any]) -> Offered:
        """The tools that a request offers; none where the protocol is spoken without them."""
        return {}

    def is_streamed(self, body: dict[str, Any]) -> bool:
        """Whether a request asks for a stream."""
        return bool(body.get("stream", self.streams_by_default))

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
    """The text of the person's last message. Results of tools come as the person's too."""
    asked = [one for one in messages if one.get("role") == "user" and not is_result(one)]
    return text_of(asked[-1])
