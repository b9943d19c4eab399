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


class Reader:
    """An answer that reads a stream, and notes what it reads and by what it is ended."""

    def __init__(self, client: httpx.AsyncClient, far_end: FarEnd) -> None:
        self._client = client
        self._far_end = far_end
        self.reads = asyncio.Event()
        self.chunks = 0
        self.heard: list[type[BaseException]] = []
        self.connection: object = None

    async def __call__(self) -> None:
        url = f"{self._far_end.url}/v1/chat/completions"
        try:
            async with self._client.stream("POST", url) as response:
                stream = response.extensions["network_stream"]
                self.connection = SimpleNamespace(_network_stream=stream)
                async for _ in response.aiter_bytes():
                    self.chunks += 1
                    self.reads.set()
        except BaseException as error:
            self.heard.append(type(error))
            raise


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops count as coming together, however long the machine takes between them."""
    for name in ("CALM_S", "DEFER_LIMIT_S"):
        monkeypatch.setattr(rush, name, 60.0)


@asynccontextmanager
async def readers(count: int) -> AsyncIterator[list[tuple[Reader, FarEnd]]]:
    """So many, each with a model of its own."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=60))
        far_ends = [await stack.enter_async_context(FarEnd().serving()) for _ in range(count)]
        yield [(Reader(client, far_end), far_end) for far_end in far_ends]


async def ask(desk: Desk, those: list[tuple[Reader, FarEnd]]) -> list[Generation]:
    """Have all of them read, and wait for more."""
    generations = [
        desk.ask(reader, persona_id=f"persona-{number}") for number, (reader, _) in enumerate(those)
    ]
    for reader, _ in those:
        await within(reader.reads.wait())
    await turns(3)
    return generations


@pytest.mark.usefixtures("unhurried")
async def test_of_stops_that_come_together_each_lets_its_model_go_at_once_and_cancels_later(
    desk: Desk,
) -> None:
    async with readers(8) as those:
        generations = await ask(desk, those)
        for generation, (_, far_end) in zip(generations, those, strict=True):
            desk.stop(generation)
            assert far_end.is_let_go()
            await turns()
        heard = [reader.heard for reader, _ in those]
        assert heard == [[asyncio.CancelledError]] + [[]] * 7
        for generation in generations:
            await within(generation.ended.wait())
    assert [reader.heard for reader, _ in those] == [[asyncio.CancelledError]] * 8
    assert {generation.receipt for generation in generations} == {"cancelled"}


@pytest.mark.usefixtures("unhurried")
async def test_nothing_of_an_answer_is_closed_before_its_task_is_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rush, "CALM_TURNS", 1_000_000)
    monkeypatch.setattr(rush, "DEFER_LIMIT_S", 3 * FIRST_LOOK_S)
    async with readers(3) as those:
        generations = await ask(desk, those)
        for generation in generations:
            desk.stop(generation)
        for generation in generations:
            await within(generation.ended.wait())
    assert [reader.heard for reader, _ in those] == [[asyncio.CancelledError]] * 3
    assert [generation.resources.closed for generation in generations] == [set()] * 3


@pytest.mark.usefixtures("unhurried")
async def test_an_answer_to_which_more_has_come_is_cancelled_before_it_reads_that(
    desk: Desk,
) -> None:
    async with readers(2) as those:
        generations = await ask(desk, those)
        reader, far_end = those[1]
        desk.stop(generations[0])
        transport = transport_read_by(generations[1].task, reader.connection)
        transport.get_protocol().data_received(b"4\r\nWhy?\r\n")
        desk.stop(generations[1])
        assert far_end.is_let_go()
        for generation in generations:
            await within(generation.ended.wait())
    assert (reader.chunks, reader.heard) == (1, [asyncio.CancelledError])
