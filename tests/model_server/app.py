"""The routes of the model server."""

from __future__ import annotations

import json

from tornado.web import Application, RequestHandler

from .anthropic_messages import MessagesHandler
from .bedrock_converse import ConverseHandler
from .completion import Completion
from .google_content import ContentHandler
from .ollama_chat import ChatHandler
from .openai_chat import CompletionsHandler
from .spoken import MODEL


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
    noted: dict[str, list[Completion]] = {"completions": []}
    return Application(
        [
            ("/v1/chat/completions", CompletionsHandler, noted),
            ("/v1/messages", MessagesHandler, noted),
            ("/api/chat", ChatHandler, noted),
            ("/model/[^/]+/converse-stream", ConverseHandler, noted),
            ("/v1[a-z]*/models/[^/]+:streamGenerateContent", ContentHandler, noted),
            ("/v1/models", ModelsHandler),
            ("/requests", RequestsHandler, noted),
        ]
    )
