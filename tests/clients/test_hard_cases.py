"""Code that works against a stop, knowingly or not, keeps neither the model nor the chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from jupyter_stop_stream import GenerationStopped

from ..fakes.desk import Desk, Work
from ..fakes.patience import turns
from .answer import Answer, Reply
from .library import Ask, Library
from .providers import PROVIDERS
from .stage import Stage, has_produced

pytestmark = pytest.mark.asyncio

REPETITIONS = 5
ENDLESS = "rate=100 length=100000"

Case = Callable[[Desk, Ask], Work]


@pytest_asyncio.fixture(
    params=[one for one in PROVIDERS if one.name in ("openai", "httpx", "aiohttp")],
    ids=lambda library: library.name,
)
async def ask(request: pytest.FixtureRequest, stage: Stage) -> AsyncIterator[Ask]:
    library: Library = request.param
    async with library.open(stage.model) as opened:
        yield opened


def swallows_in_the_stream(desk: Desk, ask: Ask) -> Work:
    """Takes every exception for one chunk's, and reads on."""

    async def work() -> None:
        stream, reply = ask(ENDLESS), Reply(desk)
        while True:
            try:
                reply.say(await anext(stream))
            except StopAsyncIteration:
                return
            except BaseException:  # noqa: BLE001, S112
                continue

    return work


def swallows_beside_the_stream(desk: Desk, ask: Ask) -> Work:
    """Takes every exception while it shows a chunk, which takes its time, for that chunk's."""

    async def work() -> None:
        reply = Reply(desk)
        async for chunk in ask(ENDLESS):
            try:
                reply.say(chunk)
                await asyncio.sleep(0.005)
            except BaseException:  # noqa: BLE001, S110
                pass

    return work


def is_shielded(desk: Desk, ask: Ask) -> Work:
    """Reads in a task that is kept from the cancel of its own."""

    async def work() -> None:
        await asyncio.shield(asyncio.ensure_future(Answer(desk, ask(ENDLESS))()))

    return work


def is_shielded_and_swallows(desk: Desk, ask: Ask) -> Work:
    """The same, and waits for it all the same."""

    async def work() -> None:
        reading = asyncio.ensure_future(Answer(desk, ask(ENDLESS))())
        while not reading.done():
            try:
                await asyncio.shield(reading)
            except BaseException:  # noqa: BLE001, S112
                continue

    return work


def is_awaited_by_nobody(desk: Desk, ask: Ask) -> Work:
    """Reads in a task that it looks at in its own time."""

    async def work() -> None:
        reading = asyncio.ensure_future(Answer(desk, ask(ENDLESS))())
        await asyncio.Event().wait()
        await reading

    return work


def cleans_up_for_long(desk: Desk, ask: Ask) -> Work:
    """Takes half a minute for what stands in its `finally`."""

    async def work() -> None:
        try:
            await Answer(desk, ask(ENDLESS))()
        finally:
            await pause()

    return work


def cleans_up_beside_the_stream(desk: Desk, ask: Ask) -> Work:
    """The same, while its stream is at a `yield`."""

    async def work() -> None:
        reply, stream = Reply(desk), ask(ENDLESS)
        try:
            async for chunk in stream:
                reply.say(chunk)
                await asyncio.sleep(0.005)
        finally:
            await pause()
            await stream.aclose()

    return work


async def pause() -> None:
    """Half a minute, in many steps."""
    for _ in range(300):
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "case",
    [
        swallows_in_the_stream,
        swallows_beside_the_stream,
        is_shielded,
        is_shielded_and_swallows,
        is_awaited_by_nobody,
        cleans_up_for_long,
        cleans_up_beside_the_stream,
    ],
)
async def test_a_stop_lets_the_model_go(stage: Stage, ask: Ask, case: Case) -> None:
    for _ in range(REPETITIONS):
        await stage.stop_at(has_produced(5), case(stage.desk, ask))
        assert len(stage.model.requests()) == 1
    stage.check()


@pytest.mark.parametrize(
    ("script", "tokens"),
    [
        ("first_token_s=600 headers_late=1", 0),
        ("first_token_s=600", 0),
        (ENDLESS, 5),
    ],
    ids=["before-the-headers", "before-the-first-token", "in-the-middle"],
)
@pytest.mark.parametrize("turns_between", [1, 2, 3])
async def test_a_cancel_that_hits_the_clean_up_after_another_keeps_no_request(
    stage: Stage, ask: Ask, script: str, tokens: int, turns_between: int
) -> None:
    async def work() -> None:
        reading = asyncio.ensure_future(Answer(stage.desk, ask(script))())
        try:
            await asyncio.Event().wait()
        finally:
            # As frameworks do that end what they began.
            reading.cancel()
            await turns(turns_between)
            reading.cancel()

    for _ in range(REPETITIONS):
        await stage.stop_at(has_produced(tokens), work)
    stage.check()


async def test_a_loop_that_asks_again_and_again_reaches_the_model_no_more(
    stage: Stage, ask: Ask
) -> None:
    for _ in range(REPETITIONS):
        refusals: list[BaseException] = []
        reply = Reply(stage.desk)

        async def work(reply: Reply = reply, refusals: list[BaseException] = refusals) -> None:
            while len(refusals) < 20:
                try:
                    async for chunk in ask(ENDLESS):
                        reply.say(chunk)
                except BaseException as error:  # noqa: BLE001
                    refusals.append(error)
                await asyncio.sleep(0.001)

        await stage.stop_at(has_produced(5), work)
        assert len(stage.model.requests()) == 1
        assert GenerationStopped in map(type, refusals)
    stage.check()


async def test_a_loop_that_asks_again_without_a_pause_leaves_the_event_loop_to_others(
    stage: Stage, ask: Ask
) -> None:
    turns_of_others = asyncio.Event()
    loop = asyncio.get_running_loop()
    # No time-out of a test ends a loop that swallows its exception too.
    patience: list[float] = []

    async def work() -> None:
        while not turns_of_others.is_set() and not (patience and loop.time() > patience[0]):
            try:
                async for _ in ask(ENDLESS):
                    pass
            except BaseException:  # noqa: BLE001
                if not patience:
                    patience.append(loop.time() + 3)
                    loop.call_later(0.1, turns_of_others.set)

    stage.model.forget()
    generation = stage.desk.ask(work)
    await stage.records(has_produced(5))
    await stage.stop(generation)
    assert loop.time() < patience[0]
