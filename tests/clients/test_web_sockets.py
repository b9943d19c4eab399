"""A stop closes the websocket on which its answer comes, and none that others use."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as connect_in_thread

from ..fakes.patience import within
from .stage import Stage

pytestmark = pytest.mark.asyncio

REPETITIONS = 3

Stream = Callable[[str], AsyncGenerator[str, None]]


@dataclass
class Model:
    """Answers on each websocket with a token every hundredth of a second.

    Attributes:
        url: Where it is.
        opened: How many websockets were.
        left: When it saw the end of each.
        produced: How many tokens it has sent.
    """

    url: str = ""
    opened: int = 0
    left: asyncio.Queue[float] = field(default_factory=asyncio.Queue)
    produced: int = 0

    async def answer(self, websocket: ServerConnection) -> None:
        self.opened += 1
        try:
            prompt = str(await websocket.recv())
            if prompt == "silent":
                await websocket.wait_closed()
            while True:
                await websocket.send(f"w{self.produced}")
                self.produced += 1
                await asyncio.sleep(0.01)
        except ConnectionClosed:
            self.left.put_nowait(time.time())


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Model]:
    model = Model()
    async with serve(model.answer, "127.0.0.1", 0) as running:
        (listening,) = running.sockets
        model.url = f"ws://127.0.0.1:{listening.getsockname()[1]}/v1/realtime"
        yield model


async def by_websockets(url: str) -> AsyncGenerator[str, None]:
    async with connect(url) as websocket:
        await websocket.send("Why?")
        async for message in websocket:
            yield str(message)


async def by_aiohttp(url: str) -> AsyncGenerator[str, None]:
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as websocket:
        await websocket.send_str("Why?")
        async for message in websocket:
            yield str(message.data)


@pytest.mark.parametrize("stream", [by_websockets, by_aiohttp])
async def test_a_websocket_whose_stream_is_parked_at_a_yield_is_closed(
    stage: Stage, server: Model, stream: Stream
) -> None:
    for _ in range(REPETITIONS):
        heard = asyncio.Event()
        kept = stream(server.url)

        async def work(
            kept: AsyncGenerator[str, None] = kept, heard: asyncio.Event = heard
        ) -> None:
            async for chunk in kept:
                stage.desk.voice().say(chunk)
                heard.set()
                await asyncio.Event().wait()

        generation = stage.desk.ask(work)
        await within(heard.wait())
        await stage.stop(generation)
        stage.timings.add(await within(server.left.get()) - generation.stopped_at)
        assert generation.record("ada")["closed"] == ["request"]
        with suppress(Exception):
            await within(kept.aclose())


@pytest.mark.parametrize("prompt", ["silent", "Why?"])
async def test_a_thread_that_waits_for_a_websocket_is_woken(
    stage: Stage, server: Model, prompt: str
) -> None:
    loop = asyncio.get_running_loop()
    for _ in range(REPETITIONS):
        waits, over = asyncio.Event(), threading.Event()

        def call(waits: asyncio.Event = waits, over: threading.Event = over) -> None:
            try:
                with connect_in_thread(server.url) as websocket:
                    websocket.send(prompt)
                    loop.call_soon_threadsafe(waits.set)
                    for _ in websocket:
                        pass
            finally:
                over.set()

        generation = stage.desk.ask(lambda call=call: asyncio.to_thread(call))
        await within(waits.wait())
        await stage.stop(generation)
        stage.timings.add(await within(server.left.get()) - generation.stopped_at)
        assert await asyncio.to_thread(over.wait, 5)


async def test_a_thread_cannot_open_its_websocket_again_after_the_stop(
    stage: Stage, server: Model
) -> None:
    loop = asyncio.get_running_loop()
    waits, over = asyncio.Event(), threading.Event()

    def call() -> None:
        try:
            while True:
                with suppress(ConnectionClosed), connect_in_thread(server.url) as websocket:
                    websocket.send("silent")
                    loop.call_soon_threadsafe(waits.set)
                    websocket.recv()
        finally:
            over.set()

    generation = stage.desk.ask(lambda: asyncio.to_thread(call))
    await within(waits.wait())
    await stage.stop(generation)
    assert await asyncio.to_thread(over.wait, 5)
    assert server.opened == 1


@pytest.mark.parametrize("library", ["websockets", "aiohttp"])
async def test_a_websocket_that_a_reader_in_the_background_receives_on_is_left_alone(
    stage: Stage, server: Model, library: str
) -> None:
    got: asyncio.Queue[str] = asyncio.Queue()
    readers: list[asyncio.Task[None]] = []
    heard = asyncio.Event()

    async def read(stream: AsyncIterator[object]) -> None:
        async for message in stream:
            got.put_nowait(str(message))

    async with aiohttp.ClientSession() as session:

        async def work() -> None:
            # As a client does at its first use, for all who come later.
            if library == "websockets":
                websocket = await connect(server.url)
                await websocket.send("Why?")
            else:
                websocket = await session.ws_connect(server.url)
                await websocket.send_str("Why?")
            readers.append(asyncio.create_task(read(websocket)))
            await got.get()
            heard.set()
            await asyncio.Event().wait()

        generation = stage.desk.ask(work)
        await within(heard.wait())
        await stage.stop(generation)
        while not got.empty():
            got.get_nowait()
        for _ in range(5):
            await within(got.get())
        assert server.left.empty()
        readers[0].cancel()
        await asyncio.wait(readers)


async def test_a_websocket_that_another_answer_has_used_is_left_alone(
    stage: Stage, server: Model
) -> None:
    opened: list[object] = []
    waits, heard, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        websocket = await connect(server.url)
        opened.append(websocket)
        await websocket.send("Why?")
        waits.set()
        await asyncio.Event().wait()

    async def use() -> None:
        await opened[0].recv()
        heard.set()
        await go_on.wait()
        await opened[0].recv()

    generation = stage.desk.ask(work)
    await within(waits.wait())
    other = stage.desk.ask(use, persona_id="other")
    await within(heard.wait())
    await stage.stop(generation)
    go_on.set()
    await within(other.ended.wait())
    assert other.outcome == "complete"
    assert server.left.empty()
    await within(opened[0].close())
