"""A stop lets the model go whichever synchronous client a thread asks it with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress

import pytest

from ..fakes.patience import within
from ..model_server.process import ModelServer
from ..model_server.script import text
from .stage import PHASES, Stage, are_over
from .threaded import THREADED, Read

pytestmark = pytest.mark.asyncio

REPETITIONS = 5


@pytest.fixture(params=THREADED)
def read(model: ModelServer, request: pytest.FixtureRequest) -> Iterator[Read]:
    with THREADED[request.param](model) as opened:
        yield opened


@PHASES
async def test_a_stop_lets_the_model_go_and_another_user_of_the_client_gets_all(
    stage: Stage, read: Read, prompt: str, tokens: int
) -> None:
    voice = stage.desk.voice()

    def whole(words: str) -> str:
        return "".join(read(words))

    for _ in range(REPETITIONS):
        stage.model.forget()
        over = threading.Event()

        def call(over: threading.Event = over) -> None:
            reply_id = ""
            try:
                for chunk in filter(None, read(prompt)):
                    reply_id = reply_id or voice.begin()
                    voice.append(reply_id, chunk)
            finally:
                over.set()

        other = asyncio.ensure_future(asyncio.to_thread(whole, "rate=200 length=40"))
        await stage.records(lambda found: len(found) == 1)
        generation = stage.desk.ask(lambda call=call: asyncio.to_thread(call))
        await stage.records(lambda found: len(found) == 2 and found[1]["produced"] >= tokens)
        await stage.stop(generation)
        assert await asyncio.to_thread(over.wait, 5)
        assert await within(other) == text(40)
        found = await stage.records(are_over)
        # Two, although the client would ask again after an error.
        assert [one["let_go_at"] is None for one in found] == [True, False]
        stage.time(generation, found[1])
    assert await asyncio.to_thread(whole, "rate=5000 length=5") == text(5)
    stage.check()


async def test_a_stream_that_a_thread_left_unread_is_let_go(stage: Stage, read: Read) -> None:
    """As one is that boto3 keeps when the thread ends at its next write."""
    kept: list[Generator[str, None, None]] = []
    waits = asyncio.Event()

    async def work() -> None:
        kept.append(read("rate=100 length=1000"))
        stage.desk.voice().say(await asyncio.to_thread(next, kept[-1]))
        waits.set()
        await asyncio.Event().wait()

    for _ in range(REPETITIONS):
        waits.clear()
        await stage.stop_at(lambda found: len(found) == 1, work, and_when=waits)
        # It is referred to until here, as garbage would close itself.
        with suppress(Exception):
            kept.pop().close()
    stage.check()
