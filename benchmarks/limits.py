"""What nothing can be faster than, on this machine."""

from __future__ import annotations

import asyncio
import json
import time
from typing import cast

from openai import AsyncOpenAI

from tests.load.echo import open_echo
from tests.load.server import Server, start_server
from tests.model_server.process import ModelServer, start_model_server

from .browser import run_in_browser
from .contenders import AS_IT_IS
from .page import LONG, SHORT, Task, start_contender
from .raw import Row, Work, rows_of

CONTENDER = "the limit"
CLOSES = 50


def measure_limits(count: int, timeout_s: float) -> list[Row]:
    """A bare websocket's round trip, also from a page, a bare close, and a frame of the page; what
    the client library alone computes to read an answer.

    Args:
        count: Round trips.
        timeout_s: When to give up the browser.

    Raises:
        TimeoutError: A server did not start.
        subprocess.SubprocessError: The browser's half failed, or took too long.
    """
    with start_model_server() as model, start_server() as server:
        trips_ms = asyncio.run(_round_trips(server, count))
        closes_ms = asyncio.run(_closes(model))
        read_s = {task.work: asyncio.run(_read(model, task)) for task in (SHORT, LONG)}
    with start_contender(AS_IT_IS) as lab, start_server() as server:
        told = {"ECHO_URL": server.echo_url}
        of_page = cast(
            "dict[str, list[float | None]]", run_in_browser(lab, "frames", told, timeout_s)
        )
    measured = {"round_trip_ms": trips_ms, "close_ms": closes_ms, **of_page}
    return [
        *rows_of(CONTENDER, Work(), measured),
        *(Row(CONTENDER, work, "server_cpu_s", [taken_s]) for work, taken_s in read_s.items()),
    ]


async def _read(model: ModelServer, task: Task) -> float:
    """How many seconds of the processor it takes to ask with the client library that the persona
    has, and to throw away what comes.
    """
    async with AsyncOpenAI(base_url=model.base_url, api_key="none", max_retries=0) as client:
        before_s = time.process_time()
        stream = await client.chat.completions.create(
            model="scripted", stream=True, messages=[{"role": "user", "content": task.prompt}]
        )
        async for _ in stream:
            pass
        return time.process_time() - before_s


async def _round_trips(server: Server, count: int) -> list[float | None]:
    async with open_echo(server) as echo:
        return [await echo.round_trip_ms() for _ in range(count)]


async def _closes(model: ModelServer) -> list[float | None]:
    return [await _close(model) for _ in range(CLOSES)]


async def _close(model: ModelServer) -> float | None:
    """From the close of a bare HTTP stream to the model's seeing it; the model forgets the rest."""
    model.forget()
    reader, writer = await asyncio.open_connection("127.0.0.1", model.port)
    messages = [{"role": "user", "content": "rate=50 length=1000"}]
    body = json.dumps({"model": "scripted", "stream": True, "messages": messages})
    writer.write(
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/json\r\n\r\n{body}".encode()
    )
    await reader.readuntil(b"data:")
    closed_at = time.time()
    writer.close()
    await writer.wait_closed()
    for _ in range(100):
        (record,) = await asyncio.to_thread(model.requests)
        if record["let_go_at"]:
            return float(record["let_go_at"] - closed_at) * 1000
        await asyncio.sleep(0.01)
    return None
