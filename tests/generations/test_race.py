"""A stop and a chunk in the same turn of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from ..fakes.desk import Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


class Stream:
    """A model's stream, which records how it ended."""

    def __init__(self) -> None:
        self.chunks: asyncio.Queue[str] = asyncio.Queue()
        self.ended_by: list[str] = []

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        try:
            while True:
                yield await self.chunks.get()
        except asyncio.CancelledError:
            self.ended_by.append("cancel")
            raise
        except GeneratorExit:
            self.ended_by.append("garbage collection")
            raise


def streaming(desk: Desk, stream: Stream) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        voice = desk.voice()
        reply_id = voice.begin()
        async for chunk in stream:
            voice.append(reply_id, chunk)

    return work


@pytest.mark.parametrize("is_chunk_first", [True, False])
async def test_a_chunk_that_comes_with_the_stop_leaves_no_stream_open(
    desk: Desk, is_chunk_first: bool
) -> None:
    stream = Stream()
    generation = desk.ask(streaming(desk, stream))
    stream.chunks.put_nowait("one")
    await turns(3)
    if is_chunk_first:
        stream.chunks.put_nowait(" two")
    desk.stop(generation)
    if not is_chunk_first:
        stream.chunks.put_nowait(" two")
    await within(generation.ended.wait())
    assert stream.ended_by == ["cancel"]


async def test_chunks_while_the_backend_cancels_leave_no_stream_open(desk: Desk) -> None:
    stream = Stream()
    is_cancelling = asyncio.Event()

    async def cancel() -> None:
        is_cancelling.set()

    generation = desk.ask(streaming(desk, stream), cancel=cancel)
    stream.chunks.put_nowait("one")
    await turns(3)
    desk.stop(generation)
    await within(is_cancelling.wait())
    for _ in range(5):
        stream.chunks.put_nowait(" late")
        await turns()
    assert desk.body(generation.reply_ids[0]) == "one"
    desk.stop(generation)
    await within(generation.ended.wait())
    assert stream.ended_by == ["cancel"]
    assert desk.body(generation.reply_ids[0]) == "one"
