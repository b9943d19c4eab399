"""An event loop that a thread runs for itself, as synchronous tools do for an asynchronous SDK."""

from __future__ import annotations

import asyncio

import pytest
from openai import AsyncOpenAI

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..model_server.process import ModelServer
from .conftest import Records, prompt

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("script", "produced"),
    [
        pytest.param("first_token_s=600 headers_late=1", 0, id="before_the_headers"),
        pytest.param("first_token_s=600", 0, id="before_the_first_token"),
        pytest.param("rate=100 length=100000", 5, id="in_the_middle"),
        pytest.param("rate=1000 stall_at=5", 5, id="in_a_stall"),
    ],
)
async def test_the_model_is_let_go_at_once(
    desk: Desk, model: ModelServer, records: Records, script: str, produced: int
) -> None:
    async def stream() -> None:
        async with AsyncOpenAI(base_url=model.base_url, api_key="none", timeout=600) as client:
            async for _ in await client.chat.completions.create(**prompt(script)):
                pass

    generation = desk.ask(lambda: asyncio.to_thread(asyncio.run, stream()))
    await records(lambda found: bool(found) and found[0]["produced"] >= produced)
    desk.stop(generation)
    await within(generation.ended.wait())
    (record,) = await records(lambda found: found[0]["ended_at"] is not None)
    assert record["let_go_at"] - generation.stopped_at < 1.5
    # Not even the client's own retries ask again.
    assert (generation.receipt, generation.left) == ("cancelled", set())


async def test_what_it_does_for_itself_is_left_alone(desk: Desk) -> None:
    works = asyncio.Event()
    loop = asyncio.get_running_loop()
    ended: list[str] = []

    async def compute() -> None:
        loop.call_soon_threadsafe(works.set)
        await asyncio.sleep(0.3)
        ended.append("by itself")

    generation = desk.ask(lambda: asyncio.to_thread(asyncio.run, compute()))
    await within(works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (ended, generation.receipt) == (["by itself"], "cancelled")
