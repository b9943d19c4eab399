"""A request is known by the connection that carries it now."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from httpcore._async import http11

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from ..model_server.process import ModelServer
from .conftest import Records, prompt

pytestmark = pytest.mark.asyncio


@pytest.fixture
def clashes(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """How often httpcore gave a connection to a request that another had got already."""
    found: list[None] = []

    class Counted(http11.ConnectionNotAvailable):  # type: ignore[misc]
        def __init__(self) -> None:
            found.append(None)
            super().__init__()

    monkeypatch.setattr(http11, "ConnectionNotAvailable", Counted)
    return found


async def test_another_answer_that_got_the_connection_which_was_tried_first_goes_on(
    desk: Desk, model: ModelServer, records: Records, clashes: list[None]
) -> None:
    # Two wait for a connection: both are given the one that is free first.
    parked: list[AsyncGenerator[str, None]] = []
    waits = asyncio.Event()
    client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=2))

    async def lines(script: str) -> AsyncGenerator[str, None]:
        url = f"{model.base_url}/chat/completions"
        async with client.stream("POST", url, json=prompt(script)) as response:
            async for line in response.aiter_lines():
                yield line

    def reading(script: str) -> Callable[[], object]:
        async def work() -> None:
            async for _ in lines(script):
                pass

        return work

    async def park() -> None:
        parked.append(lines("rate=100 length=1000"))
        async for _ in parked[0]:
            waits.set()
            await asyncio.Event().wait()

    first = [
        desk.ask(reading("rate=100 length=100000"), persona_id=persona_id)  # type: ignore[arg-type]
        for persona_id in ("first", "second")
    ]
    await records(lambda found: len(found) == 2)
    other = desk.ask(reading("rate=100 length=80"), persona_id="other")  # type: ignore[arg-type]
    generation = desk.ask(park)
    while len(client._transport._pool._requests) < 4:  # type: ignore[attr-defined]
        await turns()
    await asyncio.to_thread(model.finish, 0)
    await records(lambda found: len(found) == 3)
    await asyncio.to_thread(model.finish, 1)
    await within(waits.wait())
    assert clashes
    desk.stop(generation)
    await within(generation.ended.wait())
    for one in (*first, other):
        await within(one.ended.wait())
        assert one.outcome == "complete"
    assert generation.receipt == "cancelled"
    await records(lambda found: any(record["let_go_at"] for record in found))
    await client.aclose()


class FarEnd:
    """Answers each request with the beginning of a stream, and nothing more."""

    def __init__(self) -> None:
        self.url = ""
        self._writers: list[asyncio.StreamWriter] = []

    def is_let_go(self) -> bool:
        """Whether the first connection has been closed at the other end, as far as the system has
        heard by now. Nobody else has a turn.
        """
        handle = os.dup(self._writers[0].get_extra_info("socket").fileno())
        with socket.socket(fileno=handle) as same:
            same.setblocking(False)
            try:
                return same.recv(1, socket.MSG_PEEK) == b""
            except BlockingIOError:
                return False

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[FarEnd]:
        """For as long as the context is open."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for writer in self._writers:
                writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nWhy?\r\n")
        await writer.drain()
        # What is left to read is looked for by the test, and not taken by the loop.
        writer.transport.pause_reading()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("method", "path", "is_at_once"),
    [("POST", "/v1/chat/completions", True), ("GET", "/report", False)],
    ids=["what asks its model", "another request"],
)
async def test_a_model_is_let_go_in_the_tick_of_the_stop(
    desk: Desk, method: str, path: str, is_at_once: bool
) -> None:
    reads = asyncio.Event()
    async with FarEnd().serving() as far_end, httpx.AsyncClient(timeout=60) as client:

        async def work() -> None:
            async with client.stream(method, f"{far_end.url}{path}") as response:
                async for _ in response.aiter_bytes():
                    reads.set()

        generation = desk.ask(work)
        await within(reads.wait())
        desk.stop(generation)
        assert far_end.is_let_go() == is_at_once
        await within(generation.ended.wait())
        assert far_end.is_let_go()
    assert (generation.receipt, generation.resources.closed) == ("cancelled", set())
