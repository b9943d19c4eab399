"""A stop closes the requests that a generation has open, whatever its code does with them."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import httpcore2
import pytest
from openai import AsyncOpenAI, OpenAI

from jupyter_stop_stream import GenerationStopped

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..fakes.worker import Worker
from ..model_server.process import ModelServer
from ..model_server.script import text
from .conftest import Records, are_over, has_produced, prompt

pytestmark = pytest.mark.asyncio

ENDLESS = "rate=100 length=100000"

Ask = Callable[[str], Awaitable[object]]


async def chunks(client: AsyncOpenAI, script: str) -> AsyncIterator[str]:
    """What the model says, chunk by chunk."""
    stream = await client.chat.completions.create(**prompt(script))
    async for chunk in stream:
        yield chunk.choices[0].delta.content or ""


async def test_a_stream_that_is_parked_at_a_yield_is_closed(
    desk: Desk, client: AsyncOpenAI, records: Records
) -> None:
    kept: list[AsyncIterator[str]] = []
    waits = asyncio.Event()

    async def work() -> None:
        kept.append(chunks(client, ENDLESS))
        async for chunk in kept[0]:
            desk.voice().say(chunk)
            waits.set()
            await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(waits.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    (record,) = await records(are_over)
    assert record["let_go_at"] - generation.stopped_at < 0.5
    assert generation.receipt == "cancelled"
    assert generation.record("ada")["closed"] == ["request"]


async def test_a_stream_that_nobody_stops_is_read_to_its_end(
    desk: Desk, client: AsyncOpenAI, records: Records
) -> None:
    said: list[str] = []

    async def work() -> None:
        said.extend([chunk async for chunk in chunks(client, "rate=2000 length=100")])

    generation = desk.ask(work)
    await within(generation.ended.wait())
    (record,) = await records(are_over)
    assert "".join(said) == record["text"]
    assert (generation.outcome, record["let_go_at"]) == ("complete", None)


async def test_code_that_swallows_every_exception_cannot_ask_again(
    desk: Desk, client: AsyncOpenAI, records: Records
) -> None:
    refusals: list[BaseException] = []
    waits = asyncio.Event()

    async def work() -> None:
        while len(refusals) < 50:
            try:
                async for _ in chunks(client, ENDLESS):
                    waits.set()
            except BaseException as error:  # noqa: BLE001
                refusals.append(error)

    generation = desk.ask(work)
    await within(waits.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    (record,) = await records(are_over)
    assert record["let_go_at"] is not None
    assert any(isinstance(error, GenerationStopped) for error in refusals)


async def test_an_answer_that_ended_by_itself_may_go_on_asking(
    desk: Desk, client: AsyncOpenAI
) -> None:
    later: list[asyncio.Task[list[str]]] = []
    go_on = asyncio.Event()

    async def ask() -> list[str]:
        await go_on.wait()
        return [chunk async for chunk in chunks(client, "rate=2000 length=20")]

    async def work() -> None:
        later.append(asyncio.create_task(ask()))

    await within(desk.ask(work).ended.wait())
    go_on.set()
    assert "".join(await within(later[0])) == text(20)


@pytest.mark.parametrize(
    ("script", "produced"),
    [
        pytest.param("first_token_s=600 headers_late=1", 0, id="before_the_headers"),
        pytest.param(ENDLESS, 10, id="in_the_middle"),
    ],
)
async def test_a_worker_that_asks_for_the_answer_and_for_others_lets_the_model_go_and_works_on(
    desk: Desk, model: ModelServer, records: Records, script: str, produced: int
) -> None:
    async def serve(script: str) -> str:
        return "".join([chunk async for chunk in chunks(client, script)])

    # Without retries, as what they ask again is refused.
    client = AsyncOpenAI(base_url=model.base_url, api_key="none", max_retries=0)
    worker = Worker(serve)
    found: list[object] = []

    async def of_another() -> None:
        found.append(await worker.ask("rate=2000 length=20"))

    generation = desk.ask(lambda: worker.ask(script))
    await records(has_produced(produced))
    desk.stop(generation)
    await within(generation.ended.wait())
    (record,) = await records(are_over)
    assert record["let_go_at"] - generation.stopped_at < 1.5
    assert generation.receipt == "cancelled"
    await within(desk.ask(of_another, persona_id="other").ended.wait())
    assert found == [text(20)]
    await worker.end()
    await client.close()


async def in_to_thread(call: Callable[[], None]) -> None:
    await asyncio.to_thread(call)


async def in_a_plain_thread(call: Callable[[], None]) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def run() -> None:
        # What it fails with is no concern of anybody's: its generation was stopped.
        with suppress(BaseException):
            call()
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=contextvars.copy_context().run, args=(run,)).start()
    await over.wait()


@pytest.mark.parametrize("run", [in_to_thread, in_a_plain_thread])
@pytest.mark.parametrize(
    ("script", "produced"),
    [
        pytest.param("first_token_s=600", 0, id="before_the_first_token"),
        pytest.param(ENDLESS, 10, id="in_the_middle"),
        pytest.param("rate=1000 stall_at=10", 10, id="in_a_stall"),
    ],
)
async def test_a_thread_that_waits_for_the_model_is_woken_and_others_are_not(
    desk: Desk,
    sync_client: OpenAI,
    records: Records,
    run: Callable[[Callable[[], None]], Awaitable[None]],
    script: str,
    produced: int,
) -> None:
    over = threading.Event()

    def read(words: str) -> str:
        stream = sync_client.chat.completions.create(**prompt(words))
        return "".join(chunk.choices[0].delta.content or "" for chunk in stream)

    def call() -> None:
        try:
            read(script)
        finally:
            over.set()

    # The client has connections in its pool that others opened, and keeps serving them.
    assert await asyncio.to_thread(read, "rate=5000 length=5") == text(5)
    other = asyncio.ensure_future(asyncio.to_thread(read, "rate=200 length=200"))
    await records(lambda found: len(found) == 2)
    generation = desk.ask(lambda: run(call))
    await records(lambda found: len(found) == 3 and found[2]["produced"] >= produced)
    desk.stop(generation)
    await within(generation.ended.wait())
    found = await records(lambda found: found[2]["ended_at"] is not None)
    assert found[2]["let_go_at"] - generation.stopped_at < 1.5
    assert generation.receipt == "cancelled"
    assert await within(asyncio.to_thread(over.wait, 5))
    assert await within(other) == text(200)
    # Not even the client's own retries ask again.
    assert len(await records(are_over)) == 3
    assert await asyncio.to_thread(read, "rate=5000 length=5") == text(5)


async def test_a_reused_connection_is_shut_down_only_while_it_is_the_generations(
    desk: Desk, sync_client: OpenAI, model: ModelServer
) -> None:
    asked = threading.Event()

    def call() -> None:
        stream = sync_client.chat.completions.create(**prompt("rate=5000 length=5"))
        for _ in stream:
            pass
        asked.set()

    async def work() -> None:
        await asyncio.to_thread(call)
        await asyncio.Event().wait()

    generation = desk.ask(work)
    assert await within(asyncio.to_thread(asked.wait, 5))
    desk.stop(generation)
    await within(generation.ended.wait())
    assert generation.record("ada")["closed"] == []
    await asyncio.to_thread(call)
    assert [record["let_go_at"] for record in model.requests()] == [None, None]


ANSWERS_OF_A_PROXY = [
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
    b"Hi",
]
"""To the CONNECT, and then what comes through the tunnel."""


async def test_a_tunnel_of_a_thread_is_the_generations_while_it_asks_and_no_longer(
    desk: Desk,
) -> None:
    asked = asyncio.Event()
    backend = httpcore2.MockBackend(ANSWERS_OF_A_PROXY)
    proxy = httpcore2.HTTPProxy("http://proxy.test", network_backend=backend)

    def call() -> None:
        assert proxy.request("GET", "https://model.test").content == b"Hi"

    async def work() -> None:
        await asyncio.to_thread(call)
        asked.set()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(asked.wait())
    assert generation.resources.open() == ()
