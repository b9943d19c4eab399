"""A request is known by the connection that carries it now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

import httpx
import pytest
from httpcore._async import http11

from ..fakes.desk import Desk
from ..fakes.patience import within
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
        desk.ask(reading(f"rate=100 length={length}"), persona_id=f"{length}")  # type: ignore[arg-type]
        for length in (20, 30)
    ]
    await records(lambda found: len(found) == 2)
    other = desk.ask(reading("rate=100 length=80"), persona_id="other")  # type: ignore[arg-type]
    generation = desk.ask(park)
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
