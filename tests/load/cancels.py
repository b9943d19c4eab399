"""Very many answers, each ended by nothing but the cancel of its task: see `bare.py`."""

from __future__ import annotations

import asyncio
import time
from itertools import cycle

from ..model_server.process import ModelServer
from .as_a_page import connect_as_a_page
from .server import Server
from .stops import RATE

LET_GO_TIMEOUT_S = 30
LOOK_EVERY_S = 0.5
"""How often the model is asked; meanwhile it has nothing to do but to see who goes."""


async def cancel_many(
    server: Server, model: ModelServer, *, connections: int, count: int
) -> list[float | None]:
    """Have so many answers be written, and cancel all at once, each by a frame of its own on one of
    so many websockets.

    Returns:
        From each frame's sending to the model's seeing the disconnect, in milliseconds; None where
        it saw none.
    """
    model.forget()
    wanted = {"count": count, "rate": RATE, "model": model.base_url}
    answer = await asyncio.to_thread(server.post, "api/load/bare", wanted)
    started: dict[str, str] = answer["started"]
    pages = [await connect_as_a_page(server.cancel_url) for _ in range(connections)]
    sent_at: dict[str, float] = {}
    try:
        for page, (one, completion_id) in zip(cycle(pages), started.items()):
            sent_at[completion_id] = time.time()
            await page.write_message(one)
        let_go_at = await _let_go(model)
    finally:
        for page in pages:
            page.close()
    return [
        None if (seen := let_go_at[completion_id]) is None else (seen - at) * 1000
        for completion_id, at in sent_at.items()
    ]


async def _let_go(model: ModelServer) -> dict[str, float | None]:
    deadline = time.monotonic() + LET_GO_TIMEOUT_S
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        records = await asyncio.to_thread(model.requests)
        found: dict[str, float | None] = {one["id"]: one["let_go_at"] for one in records}
        if all(found.values()) or time.monotonic() > deadline:
            return found
