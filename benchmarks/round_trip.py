"""The least that a stop can cost: a frame to the server and its answer."""

from __future__ import annotations

import asyncio
import json
import time

from tornado.websocket import websocket_connect

from .lab import Lab

ANSWER_TIMEOUT_S = 10


async def measure_round_trips(lab: Lab, count: int) -> list[float]:
    """Subscribe `count` times to a chat that nothing happens in.

    Returns:
        The time from each frame to its answer, in milliseconds.
    """
    url = f"ws://127.0.0.1:{lab.port}/api/stop-stream/ws"
    connection = await websocket_connect(url)
    took_ms: list[float] = []
    try:
        for _ in range(count):
            began_at = time.perf_counter()
            await connection.write_message(json.dumps({"type": "subscribe", "chat_id": "none"}))
            answer = await asyncio.wait_for(connection.read_message(), ANSWER_TIMEOUT_S)
            took_ms.append((time.perf_counter() - began_at) * 1000)
            if answer is None:
                raise ConnectionError(connection.close_reason)
    finally:
        connection.close()
    return took_ms
