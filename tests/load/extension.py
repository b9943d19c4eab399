"""A server extension for tests: starts generations that a real model answers, on request.

`POST api/load/start {chats, personas, rate, model, waiting}` answers, once each has written
`CHUNKS`, `{"started": [{chat_id, generation_id, completion_id}]}`. The chats are new ones; in the
first, `waiting` prompts wait for the first persona.

`POST api/load/end {}` answers when all that is live has been stopped and has ended.

`api/load/echo` is a websocket that answers each frame with itself: what no stop can be faster than.

`api/load/bare` and `api/load/cancel` are of `bare.py`.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyterlab_chat.models import NewMessage
from jupyterlab_chat.websocket_model import WsChatModel
from openai import AsyncOpenAI
from tornado import web, websocket

from jupyter_stop_stream.generations import Registry, Request
from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..fakes.recording_backend import RecordingBackend
from ..fakes.voice import Voice
from .bare import CHUNKS, SPEAK_TIMEOUT_S, BareStartHandler, CancelHandler, open_endless


def _load_jupyter_server_extension(serverapp: ServerApp) -> None:
    """Called by jupyter_server at load."""
    routes = {
        "start": StartHandler,
        "end": EndHandler,
        "echo": EchoHandler,
        "bare": BareStartHandler,
        "cancel": CancelHandler,
    }
    base = f"{serverapp.base_url}api/load"
    assert serverapp.web_app is not None
    serverapp.web_app.add_handlers(
        ".*", [(f"{base}/{route}", handler) for route, handler in routes.items()]
    )


class EchoHandler(websocket.WebSocketHandler):
    """Says what it hears."""

    def check_origin(self, origin: str) -> bool:
        """Also to a page that another server has served."""
        return True

    def on_message(self, message: str | bytes) -> None:
        self.write_message(message)


class StartHandler(APIHandler):
    """Starts a generation for each persona of each chat."""

    @web.authenticated
    async def post(self) -> None:
        """Answer when all of them are being written."""
        wanted = json.loads(self.request.body)
        client = AsyncOpenAI(base_url=wanted["model"], api_key="none", max_retries=0)
        crowd = Crowd(self.settings[REGISTRY_KEY], client, wanted["rate"])
        root = Path(self.settings["server_root_dir"])
        for _ in range(wanted["chats"]):
            crowd.open_chat(root / f"{uuid4().hex}.chat", wanted["personas"])
        crowd.let_wait(wanted["waiting"])
        await asyncio.wait_for(asyncio.gather(*crowd.speaking), SPEAK_TIMEOUT_S)
        await self.finish({"started": crowd.started})


class EndHandler(APIHandler):
    """Ends all that is live."""

    @web.authenticated
    async def post(self) -> None:
        """Answer when it has ended."""
        registry = self.settings[REGISTRY_KEY]
        live = registry.live()
        for one in live:
            registry.stop(one.chat_id, [one.generation_id], by="tests", may_stop_others=True)
        ended = asyncio.gather(*(one.ended.wait() for one in live))
        await asyncio.wait_for(ended, SPEAK_TIMEOUT_S)
        await self.finish({})


class Crowd:
    """Many personas that ask one model the same.

    Args:
        registry: The server's.
        client: The way to the model.
        rate: Tokens a second that each writes. They do not fall due at the same moments.
    """

    def __init__(self, registry: Registry, client: AsyncOpenAI, rate: float) -> None:
        self._registry = registry
        self._client = client
        self._rate = rate
        self._phases = Random(1)  # noqa: S311
        self._chats: list[tuple[WsChatModel, RecordingBackend]] = []
        self.started: list[dict[str, str]] = []
        self.speaking: list[asyncio.Future[None]] = []

    def open_chat(self, path: Path, personas: int) -> None:
        """A chat with a prompt that so many personas answer."""
        chat = WsChatModel(path.name, path.parent)
        chat.load_from_file()
        backend = RecordingBackend()
        self._chats.append((chat, backend))
        self._registry.connect(chat, backend)
        prompt_id = chat.add_message(NewMessage(body="Why?", sender="ada"))
        for number in range(personas):
            voice = Voice(chat, f"persona-{number}")
            told: dict[str, str] = {"chat_id": chat.get_id()}
            speaks: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            generation = self._registry.start(
                backend,
                Request(
                    chat_id=chat.get_id(),
                    prompt_id=prompt_id,
                    persona_id=voice.persona_id,
                    persona_name=voice.persona_id,
                    asked_by=None,
                    work=partial(self._answer, voice, told, speaks),
                ),
            )
            told["generation_id"] = generation.generation_id
            self.started.append(told)
            self.speaking.append(speaks)

    def let_wait(self, count: int) -> None:
        """So many prompts that wait for the first persona of the first chat."""
        for _ in range(count):
            chat, backend = self._chats[0]
            self._registry.start(
                backend,
                Request(
                    chat_id=chat.get_id(),
                    prompt_id=chat.add_message(NewMessage(body="Why?", sender="ada")),
                    persona_id="persona-0",
                    persona_name="persona-0",
                    asked_by=None,
                    work=asyncio.Event().wait,  # type: ignore[arg-type]
                ),
            )

    async def _answer(
        self, voice: Voice, told: dict[str, str], speaks: asyncio.Future[None]
    ) -> None:
        stream = await open_endless(self._client, self._rate, self._phases)
        reply_id = voice.begin()
        chunks = 0
        async for chunk in stream:
            chunks += 1
            voice.append(reply_id, chunk.choices[0].delta.content or "")
            if chunks == CHUNKS:
                told["completion_id"] = chunk.id
                speaks.set_result(None)
