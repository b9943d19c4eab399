"""Code that runs in an answer, and what a stop does to it."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_stop_stream import GenerationStopped

from ..fakes.documented import run, run_awaiting
from ..fakes.patience import PATIENCE_S, within
from .stage import Stage


class Session:
    """What an answer holds elsewhere."""

    def __init__(self) -> None:
        self.aborted = 0

    def abort(self) -> None:
        self.aborted += 1


async def a_stop_aborts_the_session(stage: Stage) -> None:
    session, waits = Session(), asyncio.Event()

    async def answer(chat: Any, prompt: Any) -> None:
        run(stage.code, session=session)
        waits.set()
        await asyncio.Event().wait()

    chat, generation = await stage.asked(answer)
    await within(waits.wait())
    assert session.aborted == 0
    stage.server.stop(chat)
    await within(generation.ended.wait())
    assert session.aborted == 1
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")


async def a_stopped_answer_is_told_so(stage: Stage) -> None:
    await a_stop_aborts_the_session(stage)
    waits, raised = asyncio.Event(), asyncio.Event()

    async def answer(chat: Any, prompt: Any) -> None:
        waits.set()
        try:
            await asyncio.Event().wait()
        finally:
            with pytest.raises(GenerationStopped):
                run(stage.code, session=Session())
            raised.set()

    chat, generation = await stage.asked(answer)
    await within(waits.wait())
    stage.server.stop(chat)
    await within(generation.ended.wait())
    assert raised.is_set()


async def what_is_shared_outlives_a_stop(stage: Stage) -> None:
    opening, may_open, opened = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def open_session() -> str:
        opening.set()
        await may_open.wait()
        opened.set()
        return "session"

    persona = SimpleNamespace(open_session=open_session)
    found: list[str] = []

    async def answer(chat: Any, prompt: Any) -> None:
        found.append((await run_awaiting(stage.code, self=persona))["session"])

    chat, generation = await stage.asked(answer)
    await within(opening.wait())
    stage.server.stop(chat)
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"
    may_open.set()
    await within(opened.wait())
    assert found == []
    _, generation = await stage.asked(answer)
    await within(generation.ended.wait())
    assert (generation.outcome, found) == ("complete", ["session"])


async def a_tool_ends_between_its_steps(stage: Stage) -> None:
    cancelled, began, may_end = asyncio.Event(), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    ran: list[str] = []

    def steps(path: str) -> list[Any]:
        def first() -> None:
            loop.call_soon_threadsafe(began.set)
            assert may_end.wait(PATIENCE_S)
            ran.append(path)

        return [first, lambda: ran.append("never")]

    cluster = SimpleNamespace(cancel_job=cancelled.set)
    train = run(stage.code, cluster=cluster, steps=steps)["train"]
    chat, generation = await stage.asked(lambda chat, prompt: train("a.csv"))
    await within(began.wait())
    assert not cancelled.is_set()
    stage.server.stop(chat)
    await within(cancelled.wait())
    may_end.set()
    await within(generation.ended.wait())
    assert (generation.outcome, ran) == ("interrupted", ["a.csv"])
    ran.clear()
    assert await train("b.csv") == "done", "nobody stopped this one"
    assert ran == ["b.csv", "never"]
