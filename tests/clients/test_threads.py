"""A stop lets the model go that a synchronous client asks in a thread, and harms no other user."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import pytest
from openai import OpenAI

from ..fakes.patience import within
from ..model_server.process import ModelServer
from ..model_server.script import text
from ..stops_seen import Situation, saw_stop
from .library import MODEL, messages
from .stage import Stage, are_over

pytestmark = pytest.mark.asyncio

REPETITIONS = 5
SLOW_S = 1.5

Run = Callable[[Callable[[], None]], Awaitable[None]]


@pytest.fixture
def client(model: ModelServer) -> Iterator[OpenAI]:
    """With the two retries that are its default. Its time-out ends a thread that no stop does."""
    with OpenAI(base_url=model.base_url, api_key="none", timeout=5) as opened:
        yield opened


def whole(client: OpenAI, prompt: str) -> str:
    """All that the model says."""
    return "".join(read(client, prompt))


def read(client: OpenAI, prompt: str) -> Iterator[str]:
    """What the model says, as a thread reads it."""
    for chunk in client.chat.completions.create(
        model=MODEL, stream=True, messages=messages(prompt)
    ):
        yield chunk.choices[0].delta.content or ""


async def in_to_thread(call: Callable[[], None]) -> None:
    await asyncio.to_thread(call)


async def in_an_executor(call: Callable[[], None]) -> None:
    await asyncio.get_running_loop().run_in_executor(None, call)


async def in_a_plain_thread(call: Callable[[], None]) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def run() -> None:
        # What its client raises when it is stopped is of no concern here.
        with suppress(BaseException):
            call()
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=contextvars.copy_context().run, args=(run,)).start()
    await over.wait()


@pytest.mark.parametrize("run", [in_to_thread, in_an_executor, in_a_plain_thread])
@pytest.mark.parametrize(
    ("situation", "prompt", "tokens"),
    [
        pytest.param("before the first token", "first_token_s=600", 0, id="before-the-first-token"),
        pytest.param(
            "before the first token", "first_token_s=600 headers_late=1", 0, id="before-the-headers"
        ),
        pytest.param("midway", "rate=100 length=1000", 5, id="in-the-middle"),
        pytest.param("in a stall", "rate=1000 stall_at=5", 5, id="in-a-stall"),
    ],
)
async def test_a_stop_lets_the_model_go_and_another_user_of_the_client_gets_all(
    stage: Stage, client: OpenAI, run: Run, situation: Situation, prompt: str, tokens: int
) -> None:
    voice = stage.desk.voice()
    for _ in range(REPETITIONS):
        stage.model.forget()
        over = threading.Event()

        def call(over: threading.Event = over) -> None:
            reply_id = ""
            try:
                for chunk in read(client, prompt):
                    reply_id = reply_id or voice.begin()
                    voice.append(reply_id, chunk)
            finally:
                over.set()

        # One that has the pool's idle connection, and one that opens another.
        others = [
            asyncio.ensure_future(asyncio.to_thread(whole, client, words))
            for words in ("rate=200 length=40", "rate=200 length=60")
        ]
        await stage.records(lambda found: len(found) == 2)
        generation = stage.desk.ask(lambda call=call: run(call))
        await stage.records(lambda found: len(found) == 3 and found[2]["produced"] >= tokens)
        await stage.stop(generation)
        assert await asyncio.to_thread(over.wait, 5)
        assert await within(asyncio.gather(*others)) == [text(40), text(60)]
        found = await stage.records(are_over)
        # Three, although the client would ask again after an error.
        assert [one["let_go_at"] is None for one in found] == [True, True, False]
        stage.time(generation, found[2])
    assert await asyncio.to_thread(whole, client, "rate=5000 length=5") == text(5)
    stage.check(slow_s=SLOW_S)
    saw_stop("threads", situation, receipt="cancelled", let_go_ms=stage.timings.median_ms)


async def test_a_thread_that_begins_to_ask_after_the_stop_is_refused(
    stage: Stage, client: OpenAI
) -> None:
    stage.model.forget()
    works, go_on, over = asyncio.Event(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    said: list[str] = []

    def call() -> None:
        loop.call_soon_threadsafe(works.set)
        go_on.wait(10)
        try:
            said.extend(read(client, "rate=5000 length=5"))
        finally:
            over.set()

    generation = stage.desk.ask(lambda: asyncio.to_thread(call))
    await within(works.wait())
    stage.desk.stop(generation)
    go_on.set()
    await within(generation.ended.wait())
    assert await asyncio.to_thread(over.wait, 5)
    assert (said, stage.model.requests()) == ([], [])
    assert generation.receipt == "cancelled"
