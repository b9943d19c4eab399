"""The routes of the model server."""

from __future__ import annotations

import json
from typing import Any

from tornado.web import Application, HTTPError, RequestHandler

from .anthropic_messages import MessagesHandler
from .bedrock_converse import ConverseHandler
from .completion import Completion
from .google_content import ContentHandler
from .ollama_chat import ChatHandler
from .openai_chat import CompletionsHandler
from .openai_responses import ResponsesHandler
from .spoken import MODEL, SpokenHandler


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


class OneHandler(RequestHandler):
    """What is asked of the Nth completion."""

    def initialize(self, completions: list[Completion]) -> None:
        self._completions = completions

    def completion(self, index: str) -> Completion:
        """The one that is meant.

        Raises:
            HTTPError: 404, there is none yet.
        """
        try:
            return self._completions[int(index)]
        except IndexError as error:
            raise HTTPError(404) from error


class ProgressHandler(OneHandler):
    """``GET /requests/N/progress`` says how far the Nth completion is. It costs so little that who
    waits for something may ask often, beside what is measured.
    """

    def get(self, index: str) -> None:
        self.finish(self.completion(index).progress())


class FinishHandler(OneHandler):
    """``POST /requests/N/finish`` lets the Nth completion end by itself, now."""

    def post(self, index: str) -> None:
        self.completion(index).finish()
        self.set_status(204)


def make_app() -> Application:
    """A model server that has answered nothing yet.

    Under ``/agents`` the same is said to agents: see `agents`.
    """
    noted: dict[str, Any] = {"completions": []}
    spoken: dict[str, type[SpokenHandler]] = {
        "/v1/chat/completions": CompletionsHandler,
        "/v1/responses": ResponsesHandler,
        "/v1/messages": MessagesHandler,
        "/api/chat": ChatHandler,
        "/model/[^/]+/converse-stream": ConverseHandler,
        "/v1[a-z]*/models/[^/]+:(?:streamG|g)enerateContent": ContentHandler,
    }
    for_agents = {**noted, "is_for_agents": True}
    return Application(
        [
            *((path, handler, noted) for path, handler in spoken.items()),
            *((f"/agents{path}", handler, for_agents) for path, handler in spoken.items()),
            ("(?:/agents)?/v1/models", ModelsHandler),
            ("/requests", RequestsHandler, noted),
            (r"/requests/(\d+)/progress", ProgressHandler, noted),
            (r"/requests/(\d+)/finish", FinishHandler, noted),
        ]
    )
