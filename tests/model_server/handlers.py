"""The routes of the model server."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

from tornado.web import Application, RequestHandler

from .completion import Completion
from .script import Script, UnplayableError

MODEL = "scripted"


class CompletionsHandler(RequestHandler):
    """``POST /v1/chat/completions``, streamed or whole."""

    _completion: Completion
    _production: asyncio.Task[None] | None = None

    def initialize(self, completions: list[Completion]) -> None:
        self._completions = completions

    async def post(self) -> None:
        body = json.loads(self.request.body)
        prompts = [m["content"] for m in body["messages"] if m["role"] == "user"]
        try:
            script = Script.parse(prompts[-1])
        except UnplayableError as error:
            self.set_status(400)
            self.finish({"error": {"message": str(error), "type": "invalid_request_error"}})
            return
        self._completion = Completion(f"chatcmpl-{uuid4().hex}", script)
        self._completions.append(self._completion)
        self._production = asyncio.create_task(
            self._stream() if body.get("stream") else self._answer()
        )
        await asyncio.wait({self._production})

    def on_connection_close(self) -> None:
        """Tornado calls this when the client closes the connection before the response's end."""
        if self._production is not None:
            self._completion.let_go()
            self._production.cancel()

    async def _stream(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        self.flush()
        async for tokens in self._completion.produce():
            for content in tokens:
                self._event({"delta": {"role": "assistant", "content": content}})
            # Not awaited: a slow reader must not slow down the clock of the model.
            self.flush()
        self._completion.end()
        self._event({"delta": {}, "finish_reason": "stop"})
        self.write("data: [DONE]\n\n")
        self.finish()

    async def _answer(self) -> None:
        said = [token async for tokens in self._completion.produce() for token in tokens]
        self._completion.end()
        message = {"role": "assistant", "content": "".join(said)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self.finish(self._envelope("chat.completion", choice))

    def _event(self, choice: dict[str, Any]) -> None:
        chunk = self._envelope(
            "chat.completion.chunk", {"index": 0, "finish_reason": None, **choice}
        )
        self.write(f"data: {json.dumps(chunk)}\n\n")

    def _envelope(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self._completion.id,
            "object": kind,
            "created": int(self._completion.started_at),
            "model": MODEL,
            "choices": [choice],
        }


class ModelsHandler(RequestHandler):
    """``GET /v1/models``: the one model."""

    def get(self) -> None:
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "tests"}
        self.finish({"object": "list", "data": [model]})


class RequestsHandler(RequestHandler):
    """``GET /requests`` gives the record of every completion in order, ``DELETE`` forgets them."""

    def initialize(self, completions: list[Completion]) -> None:
        self._completions = completions

    def get(self) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps([completion.to_json() for completion in self._completions]))

    def delete(self) -> None:
        self._completions.clear()
        self.set_status(204)


def make_app() -> Application:
    """A model server that has answered nothing yet."""
    completions: list[Completion] = []
    return Application(
        [
            ("/v1/chat/completions", CompletionsHandler, {"completions": completions}),
            ("/v1/models", ModelsHandler),
            ("/requests", RequestsHandler, {"completions": completions}),
        ]
    )
