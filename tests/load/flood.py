"""One connection that sends frames as fast as it can, and a stop on another."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from tornado.websocket import websocket_connect

from ..model_server.process import ModelServer
from .server import Server
from .stops import END_TIMEOUT_S, Page, start_many


@dataclass(frozen=True)
class Beside:
    """A stop that was sent in the middle of a flood.

    Attributes:
        outcome: Of the reply that was stopped.
        told_ms: From the frame's sending to the page's hearing of the end, in milliseconds.
        close_code: What the flooding connection was closed with.
    """

    outcome: str
    told_ms: float
    close_code: int | None


async def stop_beside_a_flood(server: Server, model: ModelServer, frames: int) -> Beside:
    """Send so many frames without waiting for anything, and then a stop from another page.

    Raises:
        TimeoutError: The reply did not end, or the flooding connection was not closed.
    """
    (one,) = await start_many(server, model, chats=1, personas=1)
    page = Page()
    flooder = await websocket_connect(server.websocket_url)
    try:
        await page.follow(server, one["chat_id"])
        ids = ["nobody"] * 200
        frame = {"type": "stop", "request_id": "", "chat_id": "nowhere", "generation_ids": ids}
        writes = [
            flooder.write_message(json.dumps({**frame, "request_id": str(number)}))
            for number in range(frames)
        ]
        await page.stop(one["chat_id"], one["generation_id"])
        end = await page.end_of(one["generation_id"])
        while await asyncio.wait_for(flooder.read_message(), END_TIMEOUT_S) is not None:
            pass
        # Most of them were never read.
        await asyncio.gather(*writes, return_exceptions=True)
    finally:
        await page.close()
        flooder.close()
    return Beside(
        outcome=end.record["outcome"],
        told_ms=(end.told_at - page.sent_at[one["generation_id"]]) * 1000,
        close_code=flooder.close_code,
    )
