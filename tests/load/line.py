"""A stop of very many prompts that wait, and a stop in another chat meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ..model_server.process import ModelServer
from .server import Server
from .stops import Page, start_many


@dataclass(frozen=True)
class Meanwhile:
    """How two stops went, of which the second came while the ends of the first were written.

    Attributes:
        first_told_ms: From the first frame's sending to the page's hearing of the answer's end, in
            milliseconds.
        let_go_ms: From the second frame's sending to the model's seeing the disconnect.
        told_ms: From the second frame's sending to the page's hearing of the end.
        left: How many of the first stop's ends were not written then.
    """

    first_told_ms: float
    let_go_ms: float
    told_ms: float
    left: int


async def stop_a_long_line(server: Server, model: ModelServer, waiting: int) -> Meanwhile:
    """Stop an answer and so many prompts that wait behind it; then one in another chat.

    Raises:
        TimeoutError: Not all of it ended in time.
    """
    first, second = await start_many(server, model, chats=2, personas=1, waiting=waiting)
    pages = [Page(), Page()]
    try:
        for page, one in zip(pages, (first, second), strict=True):
            await page.follow(server, one["chat_id"])
        await pages[0].stop(first["chat_id"], first["generation_id"])
        first_end = await pages[0].end_of(first["generation_id"])
        await pages[1].stop(second["chat_id"], second["generation_id"])
        end = await pages[1].end_of(second["generation_id"])
        listed = await asyncio.to_thread(server.get, "api/stop-stream/generations")
        for left in listed["generations"]:
            await pages[0].end_of(left["generation_id"])
    finally:
        await asyncio.gather(*(page.close() for page in pages))
    records = {record["id"]: record for record in await asyncio.to_thread(model.requests)}
    let_go_at = records[second["completion_id"]]["let_go_at"] or float("inf")
    sent_at = pages[1].sent_at[second["generation_id"]]
    return Meanwhile(
        first_told_ms=(first_end.told_at - pages[0].sent_at[first["generation_id"]]) * 1000,
        let_go_ms=(let_go_at - sent_at) * 1000,
        told_ms=(end.told_at - sent_at) * 1000,
        left=len(listed["generations"]),
    )
