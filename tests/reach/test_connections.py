"""A request is known by the connection that carries it now."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace

import httpx
import pytest
from httpcore._async import http11

from jupyter_stop_stream.generations import Generation, rush
from jupyter_stop_stream.generations.ladder import FIRST_LOOK_S
from jupyter_stop_stream.reach.http11 import transport_read_by

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


class Reader:
    """An answer that reads a stream, and notes what it reads and by what it is ended."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        far_end: FarEnd,
        method: str = "POST",
        path: str = "/v1/chat/completions",
    ) -> None:
        self._client = client
        self._method = method
        self._path = path
        self.far_end = far_end
        self.reads = asyncio.Event()
        self.chunks = 0
        self.heard: list[type[BaseException]] = []
        self.connection: object = None

    async def __call__(self) -> None:
        url = f"{self.far_end.url}{self._path}"
        try:
            async with self._client.stream(self._method, url) as response:
                stream = response.extensions["network_stream"]
                self.connection = SimpleNamespace(_network_stream=stream)
                async for _ in response.aiter_bytes():
                    self.chunks += 1
                    self.reads.set()
        except BaseException as error:
            self.heard.append(type(error))
            raise


@pytest.mark.parametrize(
    ("method", "path", "is_at_once"),
    [("POST", "/v1/chat/completions", True), ("GET", "/report", False)],
    ids=["what asks its model", "another request"],
)
async def test_a_model_is_let_go_in_the_tick_of_the_stop(
    desk: Desk, method: str, path: str, is_at_once: bool
) -> None:
    async with FarEnd().serving() as far_end, httpx.AsyncClient(timeout=60) as client:
        reader = Reader(client, far_end, method, path)
        generation = desk.ask(reader)
        await within(reader.reads.wait())
        desk.stop(generation)
        assert far_end.is_let_go() == is_at_once
        await within(generation.ended.wait())
        assert far_end.is_let_go()
    assert (generation.receipt, generation.resources.closed) == ("cancelled", set())


@asynccontextmanager
async def reading(desk: Desk, count: int) -> AsyncIterator[list[tuple[Generation, Reader]]]:
    """So many answers, each with a model of its own, that wait for more of it. At the end all have
    to have ended.
    """
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=60))
        those = []
        for number in range(count):
            reader = Reader(client, await stack.enter_async_context(FarEnd().serving()))
            those.append((desk.ask(reader, persona_id=f"persona-{number}"), reader))
        for _, reader in those:
            await within(reader.reads.wait())
        await turns(3)
        yield those
        for generation, _ in those:
            await within(generation.ended.wait())


@pytest.mark.usefixtures("unhurried")
async def test_of_stops_that_come_together_each_lets_its_model_go_at_once_and_cancels_later(
    desk: Desk,
) -> None:
    async with reading(desk, 8) as those:
        for generation, reader in those:
            desk.stop(generation)
            assert reader.far_end.is_let_go()
            await turns()
        heard = [reader.heard for _, reader in those]
        assert heard == [[asyncio.CancelledError]] + [[]] * 7
    assert [reader.heard for _, reader in those] == [[asyncio.CancelledError]] * 8
    assert {generation.receipt for generation, _ in those} == {"cancelled"}


@pytest.mark.usefixtures("unhurried")
async def test_nothing_of_an_answer_is_closed_before_its_task_is_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rush, "CALM_TURNS", 1_000_000)
    monkeypatch.setattr(rush, "DEFER_LIMIT_S", 3 * FIRST_LOOK_S)
    async with reading(desk, 3) as those:
        for generation, _ in those:
            desk.stop(generation)
    assert [reader.heard for _, reader in those] == [[asyncio.CancelledError]] * 3
    assert [generation.resources.closed for generation, _ in those] == [set()] * 3


@pytest.mark.usefixtures("unhurried")
async def test_an_answer_to_which_more_has_come_is_cancelled_before_it_reads_that(
    desk: Desk,
) -> None:
    async with reading(desk, 2) as ((first, _), (generation, reader)):
        desk.stop(first)
        transport = transport_read_by(generation.task, reader.connection)
        transport.get_protocol().data_received(b"4\r\nWhy?\r\n")
        desk.stop(generation)
        assert reader.far_end.is_let_go()
    assert (reader.chunks, reader.heard) == (1, [asyncio.CancelledError])
