"""Answers that nothing but asyncio knows of, and a websocket that does nothing but cancel their
tasks: what very many stops at once cannot be faster than with the same client library.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from random import Random
from typing import Any
from uuid import uuid4

from jupyter_server.base.handlers import APIHandler
from openai import AsyncOpenAI
from tornado import web, websocket

CHUNKS = 3
"""How many each has read before they count as being written."""

SPEAK_TIMEOUT_S = 60
"""How long the model is given to say so much to everybody."""

_tasks: dict[str, asyncio.Task[None]] = {}


class BareStartHandler(APIHandler):
    """`POST api/load/bare {count, rate, model}` answers `{"started": {id: completion_id}}`."""

    @web.authenticated
    async def post(self) -> None:
        """Answer when all of them are being written."""
        wanted = json.loads(self.request.body)
        client = AsyncOpenAI(base_url=wanted["model"], api_key="none", max_retries=0)
        phases = Random(1)  # noqa: S311
        speaking: dict[str, asyncio.Future[str]] = {}
        for _ in range(wanted["count"]):
            one = uuid4().hex
            speaking[one] = asyncio.get_running_loop().create_future()
            opening = open_endless(client, wanted["rate"], phases)
            _tasks[one] = asyncio.ensure_future(_read(opening, speaking[one]))
        said = await asyncio.wait_for(asyncio.gather(*speaking.values()), SPEAK_TIMEOUT_S)
        await self.finish({"started": dict(zip(speaking, said, strict=True))})


class CancelHandler(websocket.WebSocketHandler):
    """`api/load/cancel`: each text is the id of one whose task it cancels."""

    def on_message(self, message: str | bytes) -> None:
        _tasks.pop(str(message)).cancel()


async def open_endless(client: AsyncOpenAI, rate: float, phases: Random) -> Any:
    """A stream of so many tokens a second that nobody waits for the end of. By the phases, several
    do not fall due at the same moments.
    """
    first_token_s = phases.random() / rate
    prompt = f"rate={rate} length=100000 first_token_s={first_token_s}"
    messages: Any = [{"role": "user", "content": prompt}]
    return await client.chat.completions.create(model="scripted", stream=True, messages=messages)


async def _read(opening: Awaitable[Any], speaks: asyncio.Future[str]) -> None:
    chunks = 0
    async for chunk in await opening:
        chunks += 1
        if chunks == CHUNKS:
            speaks.set_result(chunk.id)
