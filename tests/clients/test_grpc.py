"""A stop cancels the call of gRPC that streams its answer, and says what it cannot end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
import grpc.aio
import pytest
import pytest_asyncio

from ..conftest import MakeDesk
from ..fakes.desk import QUICK
from ..fakes.patience import within
from .stage import Stage

pytestmark = pytest.mark.asyncio

REPETITIONS = 3
SERVICE = "model.Model"


@dataclass
class Model:
    """Streams a token every hundredth of a second; its only whole answer waits to be let go.

    Attributes:
        target: Where it is.
        begun: How many calls were.
        left: When it saw the end of each stream.
        go_on: Lets the whole answer go.
    """

    target: str = ""
    begun: int = 0
    left: asyncio.Queue[float] = field(default_factory=asyncio.Queue)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(self, request: Any, context: Any) -> AsyncIterator[bytes]:
        self.begun += 1
        try:
            while True:
                yield b"w "
                await asyncio.sleep(0.01)
        finally:
            self.left.put_nowait(time.time())

    async def whole(self, request: bytes, context: Any) -> bytes:
        self.asked.set()
        await self.go_on.wait()
        return b"w "


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Model]:
    model = Model()
    running = grpc.aio.server()
    methods = {
        "Answer": grpc.unary_stream_rpc_method_handler(model.stream),
        "Talk": grpc.stream_stream_rpc_method_handler(model.stream),
        "Whole": grpc.unary_unary_rpc_method_handler(model.whole),
    }
    handler = grpc.method_handlers_generic_handler(SERVICE, methods)
    running.add_generic_rpc_handlers((handler,))
    model.target = f"127.0.0.1:{running.add_insecure_port('127.0.0.1:0')}"
    await running.start()
    yield model
    await running.stop(0)


@pytest_asyncio.fixture
async def channel(server: Model) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(server.target) as opened:
        yield opened


@pytest.fixture
def sync_channel(server: Model) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(server.target) as opened:
        yield opened


def answer(channel: Any) -> Any:
    return channel.unary_stream(f"/{SERVICE}/Answer")(b"Why?")


def talk(channel: Any) -> Any:
    return channel.stream_stream(f"/{SERVICE}/Talk")(iter([b"Why?"]))


@pytest.mark.parametrize("begin", [answer, talk])
async def test_a_stream_that_is_parked_at_a_yield_is_cancelled(
    stage: Stage, server: Model, channel: grpc.aio.Channel, begin: Callable[[Any], Any]
) -> None:
    for _ in range(REPETITIONS):
        heard = asyncio.Event()
        kept: list[Any] = []

        async def work(heard: asyncio.Event = heard, kept: list[Any] = kept) -> None:
            kept.append(begin(channel))
            async for _ in kept[0]:
                heard.set()
                await asyncio.Event().wait()

        generation = stage.desk.ask(work)
        await within(heard.wait())
        await stage.stop(generation)
        stage.timings.add(await within(server.left.get()) - generation.stopped_at)
        assert generation.record("ada")["closed"] == ["request"]


@pytest.mark.parametrize("begin", [answer, talk])
async def test_a_thread_that_waits_for_a_stream_is_woken_and_others_of_its_channel_are_not(
    stage: Stage, server: Model, sync_channel: grpc.Channel, begin: Callable[[Any], Any]
) -> None:
    loop = asyncio.get_running_loop()
    other = await asyncio.to_thread(answer, sync_channel)
    for _ in range(REPETITIONS):
        heard, over = asyncio.Event(), threading.Event()

        def call(heard: asyncio.Event = heard, over: threading.Event = over) -> None:
            try:
                for _ in begin(sync_channel):
                    loop.call_soon_threadsafe(heard.set)
            finally:
                over.set()

        generation = stage.desk.ask(lambda call=call: asyncio.to_thread(call))
        await within(heard.wait())
        await stage.stop(generation)
        stage.timings.add(await within(server.left.get()) - generation.stopped_at)
        assert await asyncio.to_thread(over.wait, 5)
        assert await asyncio.to_thread(next, other) == b"w "
    other.cancel()
    await within(server.left.get())


async def test_a_thread_cannot_begin_its_stream_again_after_the_stop(
    stage: Stage, server: Model, sync_channel: grpc.Channel
) -> None:
    loop = asyncio.get_running_loop()
    heard, over = asyncio.Event(), threading.Event()

    def call() -> None:
        try:
            while True:
                try:
                    for _ in answer(sync_channel):
                        loop.call_soon_threadsafe(heard.set)
                except grpc.RpcError:
                    continue
        finally:
            over.set()

    generation = stage.desk.ask(lambda: asyncio.to_thread(call))
    await within(heard.wait())
    await stage.stop(generation)
    assert await asyncio.to_thread(over.wait, 5)
    assert server.begun == 1


async def test_a_stream_that_a_task_in_the_background_reads_for_all_is_left_alone(
    stage: Stage, server: Model, channel: grpc.aio.Channel
) -> None:
    got: asyncio.Queue[bytes] = asyncio.Queue()
    readers: list[asyncio.Task[None]] = []
    heard = asyncio.Event()

    async def read(call: Any) -> None:
        async for message in call:
            got.put_nowait(message)

    async def work() -> None:
        readers.append(asyncio.create_task(read(answer(channel))))
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
    await within(server.left.get())


async def test_a_thread_that_waits_for_a_whole_answer_is_told_until_it_has_it(
    make_desk: MakeDesk, server: Model, sync_channel: grpc.Channel
) -> None:
    desk = await make_desk(times=QUICK)
    ask = sync_channel.unary_unary(f"/{SERVICE}/Whole")
    generation = desk.ask(lambda: asyncio.to_thread(ask, b"Why?"))
    await within(server.asked.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"thread"})
    server.go_on.set()
    await within(desk.observer.until(lambda r: r["receipt"] == "cancelled"))
