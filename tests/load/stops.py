"""Many replies that stream at once, each stopped over the websocket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from tornado.websocket import WebSocketClientConnection

from ..model_server.process import ModelServer
from .as_a_page import connect_as_a_page
from .server import Server

Way = Literal[
    "at once, in one frame for each chat", "at once, each in its own frame", "one after the other"
]

RATE = 2
"""Tokens a second of each reply."""
END_TIMEOUT_S = 60


@dataclass(frozen=True)
class Stopped:
    """One reply that was stopped.

    Attributes:
        outcome: As the page was told.
        receipt: Likewise.
        let_go_ms: From the frame's sending to the model's seeing the disconnect, in milliseconds;
            infinite where it saw none.
        told_ms: From the frame's sending to the page's hearing of the end.
    """

    outcome: str
    receipt: str
    let_go_ms: float
    told_ms: float


async def start_many(
    server: Server, model: ModelServer, *, chats: int, personas: int, waiting: int = 0
) -> list[dict[str, str]]:
    """Let every persona of every chat stream; `chat_id`, `generation_id`, `completion_id` of each.
    In the first chat so many prompts wait.

    The model forgets what it was asked before.
    """
    model.forget()
    wanted = {
        "chats": chats,
        "personas": personas,
        "rate": RATE,
        "model": model.base_url,
        "waiting": waiting,
    }
    answer = await asyncio.to_thread(server.post, "api/load/start", wanted)
    return list(answer["started"])


async def _nothing() -> None:
    """What is done before a stop where nobody says anything else."""


async def stop_many(
    server: Server,
    model: ModelServer,
    *,
    chats: int,
    personas: int,
    way: Way,
    before_each: Callable[[], Awaitable[object]] = _nothing,
) -> list[Stopped]:
    """Let every persona of every chat stream, a page follow each chat, and stop each reply.

    Args:
        server: Where they stream.
        model: What they ask.
        chats: How many there are.
        personas: How many stream in each.
        way: How they are stopped.
        before_each: Awaited before each stop of those that are stopped one after the other.

    Raises:
        TimeoutError: Not all of them ended in time.
    """
    started = await start_many(server, model, chats=chats, personas=personas)
    ids_of: dict[str, list[str]] = {}
    for one in started:
        ids_of.setdefault(one["chat_id"], []).append(one["generation_id"])
    pages = {chat_id: Page() for chat_id in ids_of}
    try:
        await asyncio.gather(*(page.follow(server, chat_id) for chat_id, page in pages.items()))
        if way == "at once, in one frame for each chat":
            for chat_id, page in pages.items():
                await page.stop(chat_id, *ids_of[chat_id])
        else:
            for one in started:
                page = pages[one["chat_id"]]
                if way == "one after the other":
                    await before_each()
                await page.stop(one["chat_id"], one["generation_id"])
                if way == "one after the other":
                    await page.end_of(one["generation_id"])
        ends = [await pages[one["chat_id"]].end_of(one["generation_id"]) for one in started]
    finally:
        await asyncio.gather(*(page.close() for page in pages.values()))
    records = {record["id"]: record for record in await asyncio.to_thread(model.requests)}
    stopped = []
    for one, end in zip(started, ends, strict=True):
        sent_at = pages[one["chat_id"]].sent_at[one["generation_id"]]
        let_go_at = records[one["completion_id"]]["let_go_at"] or float("inf")
        stopped.append(
            Stopped(
                outcome=end.record["outcome"],
                receipt=end.record["receipt"],
                let_go_ms=(let_go_at - sent_at) * 1000,
                told_ms=(end.told_at - sent_at) * 1000,
            )
        )
    return stopped


@dataclass(frozen=True)
class End:
    """The last record of a generation, and when it was heard, in seconds since the epoch."""

    record: dict[str, Any]
    told_at: float


class Page:
    """A browser's page that follows one chat."""

    def __init__(self) -> None:
        self.sent_at: dict[str, float] = {}
        self._connection: WebSocketClientConnection | None = None
        self._ends: dict[str, asyncio.Future[End]] = {}
        self._follows = asyncio.Event()
        self._has_gone = asyncio.Event()

    async def follow(self, server: Server, chat_id: str) -> None:
        """Subscribe; returns when that is answered."""
        self._connection = await connect_as_a_page(server.websocket_url, self._hear)
        await self._connection.write_message(json.dumps({"type": "subscribe", "chat_id": chat_id}))
        await asyncio.wait_for(self._follows.wait(), END_TIMEOUT_S)

    async def stop(self, chat_id: str, *generation_ids: str) -> None:
        """Send a stop of some, in one frame, without waiting for anything."""
        assert self._connection is not None
        frame = {
            "type": "stop",
            "request_id": generation_ids[0],
            "chat_id": chat_id,
            "generation_ids": generation_ids,
        }
        self.sent_at.update(dict.fromkeys(generation_ids, time.time()))
        await self._connection.write_message(json.dumps(frame))

    async def end_of(self, generation_id: str) -> End:
        """How a generation ended, once it has."""
        return await asyncio.wait_for(self._end(generation_id), END_TIMEOUT_S)

    async def close(self) -> None:
        """Go away; returns when the connection is closed."""
        if self._connection is not None:
            self._connection.close()
            await asyncio.wait_for(self._has_gone.wait(), END_TIMEOUT_S)

    def _end(self, generation_id: str) -> asyncio.Future[End]:
        return self._ends.setdefault(generation_id, asyncio.get_running_loop().create_future())

    def _hear(self, text: str | bytes | None) -> None:
        if text is None:
            self._has_gone.set()
            return
        frame = json.loads(text)
        if frame.get("type") == "generations":
            self._follows.set()
        elif frame.get("type") == "generation" and frame["generation"]["state"] == "ended":
            end = self._end(frame["generation"]["generation_id"])
            if not end.done():
                end.set_result(End(frame["generation"], time.time()))
