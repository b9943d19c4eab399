"""A stop ends an agent's tool, and the agent asks the model no more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from openai import AsyncOpenAI, OpenAI

from ..fakes.patience import turns, within
from .answer import Answer
from .frameworks import langgraph_agent
from .library import MODEL, messages
from .stage import Stage

pytestmark = pytest.mark.asyncio

REPETITIONS = 5
LONG = "rate=100 length=1000"


async def test_an_asynchronous_tool_ends(stage: Stage) -> None:
    works, over = asyncio.Event(), asyncio.Event()

    async def look() -> str:
        """Look around."""
        works.set()
        try:
            await asyncio.Event().wait()
        finally:
            over.set()
        return "A lighthouse."

    async with langgraph_agent(stage.model, [look]) as ask:
        for _ in range(REPETITIONS):
            stage.model.forget()
            works.clear()
            over.clear()
            generation = stage.desk.ask(Answer(stage.desk, ask("rate=1000 length=3 tool=look")))
            await within(works.wait())
            await stage.stop(generation)
            assert over.is_set()
            assert len(stage.model.requests()) == 1


async def test_the_model_that_an_asynchronous_tool_asks_is_let_go(stage: Stage) -> None:
    async with AsyncOpenAI(base_url=stage.model.base_url, api_key="none") as client:

        async def look() -> str:
            """Look around."""
            answer = await client.chat.completions.create(model=MODEL, messages=messages(LONG))
            return str(answer)

        async with langgraph_agent(stage.model, [look]) as ask:
            for _ in range(REPETITIONS):
                await stop_in_the_tools_request(stage, ask("rate=1000 length=3 tool=look"))
    stage.check()


async def test_the_model_that_a_synchronous_tool_asks_is_let_go(stage: Stage) -> None:
    with OpenAI(base_url=stage.model.base_url, api_key="none", timeout=5) as client:

        def look() -> str:
            """Look around."""
            return str(client.chat.completions.create(model=MODEL, messages=messages(LONG)))

        async with langgraph_agent(stage.model, [look]) as ask:
            for _ in range(REPETITIONS):
                await stop_in_the_tools_request(stage, ask("rate=1000 length=3 tool=look"))
    stage.check()


async def stop_in_the_tools_request(stage: Stage, stream: AsyncIterator[str]) -> None:
    """Stop while the tool that the model has called asks the model something."""
    stage.model.forget()
    generation = stage.desk.ask(Answer(stage.desk, stream))
    await stage.records(lambda found: len(found) == 2 and found[1]["produced"] >= 3)
    await stage.stop(generation)
    found = await stage.records(lambda found: found[1]["ended_at"] is not None)
    assert len(found) == 2
    stage.time(generation, found[1])


async def test_what_a_synchronous_tool_returns_after_the_stop_goes_nowhere(
    stage: Stage,
) -> None:
    loop, works = asyncio.get_running_loop(), asyncio.Event()
    go_on, over = threading.Event(), threading.Event()

    def look() -> str:
        """Look around."""
        loop.call_soon_threadsafe(works.set)
        go_on.wait(10)
        over.set()
        return "A lighthouse."

    async with langgraph_agent(stage.model, [look]) as ask:
        stage.model.forget()
        generation = stage.desk.ask(Answer(stage.desk, ask("rate=1000 length=3 tool=look")))
        await within(works.wait())
        task = generation.task
        assert task is not None
        stopping = asyncio.ensure_future(stage.stop(generation))
        await within(asyncio.wait({task}))
        await turns(20)
        # Until it has returned, the generation has not ended.
        assert not generation.ended.is_set()
        go_on.set()
        await within(stopping)
        assert over.is_set()
        assert len(stage.model.requests()) == 1


async def test_the_text_after_a_tools_result_can_be_stopped(stage: Stage) -> None:
    async def look() -> str:
        """Look around."""
        return "A lighthouse."

    async with langgraph_agent(stage.model, [look]) as ask:
        for _ in range(REPETITIONS):
            stage.model.forget()
            # The same script for both requests: the second is stopped at its third token.
            generation = stage.desk.ask(Answer(stage.desk, ask("rate=50 length=100000 tool=look")))
            await stage.records(lambda found: bool(found and found[0]["produced"]))
            await asyncio.to_thread(stage.model.finish, 0)
            found = await stage.records(lambda found: len(found) == 2 and found[1]["produced"] >= 3)
            assert found[1]["messages"][-1]["role"] == "tool"
            await stage.stop(generation)
            found = await stage.records(lambda found: found[1]["ended_at"] is not None)
            stage.time(generation, found[1])
    stage.check()
