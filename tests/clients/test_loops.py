"""A stop reaches what runs on event loops other than asyncio's own, and than the server's."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import httpx
import psutil
import pytest
import uvloop

from ..conftest import new_chat
from ..fakes.desk import Desk
from ..fakes.patience import within
from .library import messages
from .stage import PHASES, Stage, are_over

REPETITIONS = 3

Lines = Callable[[str, str], AsyncIterator[str]]


async def by_httpx(url: str, prompt: str) -> AsyncIterator[str]:
    async with (
        httpx.AsyncClient(timeout=10) as client,
        client.stream("POST", url, json={"messages": messages(prompt)}) as response,
    ):
        async for line in response.aiter_lines():
            yield line


async def by_aiohttp(url: str, prompt: str) -> AsyncIterator[str]:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session,
        session.post(url, json={"messages": messages(prompt)}) as response,
    ):
        async for line in response.content:
            yield line.decode()


@pytest.mark.asyncio
@pytest.mark.parametrize("lines", [by_httpx, by_aiohttp])
@PHASES
async def test_a_stop_lets_the_model_go_that_a_loop_in_a_thread_asks(
    stage: Stage, lines: Lines, prompt: str, tokens: int
) -> None:
    voice = stage.desk.voice()
    for _ in range(REPETITIONS):
        stage.model.forget()
        over = threading.Event()

        async def answer() -> None:
            reply_id = ""
            async for line in lines(f"{stage.model.url}/api/chat", prompt):
                reply_id = reply_id or voice.begin()
                voice.append(reply_id, json.loads(line)["message"]["content"])

        def call(over: threading.Event = over) -> None:
            try:
                asyncio.run(answer())
            finally:
                over.set()

        generation = stage.desk.ask(lambda call=call: asyncio.to_thread(call))
        await stage.records(lambda found: len(found) == 1 and found[0]["produced"] >= tokens)
        await stage.stop(generation)
        (record,) = await stage.records(are_over)
        stage.time(generation, record)
        assert await asyncio.to_thread(over.wait, 5)
        assert generation.left == set()
    stage.check()


SLEEPS = "import time; print('ready', flush=True); time.sleep(600)"


def test_a_stop_ends_a_process_that_was_started_on_a_loop_of_uvloops(tmp_path: Path) -> None:
    async def scene() -> None:
        desk = Desk(await new_chat("ws", tmp_path / "uvloop.chat"))
        started: list[asyncio.subprocess.Process] = []
        ready = asyncio.Event()

        async def work() -> None:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", SLEEPS, stdout=asyncio.subprocess.PIPE
            )
            started.append(process)
            assert process.stdout is not None
            await process.stdout.readline()
            ready.set()
            await asyncio.Event().wait()

        generation = desk.ask(work)
        await within(ready.wait())
        desk.stop(generation)
        await within(generation.ended.wait())
        assert (generation.receipt, generation.record("ada")["closed"]) == (
            "cancelled",
            ["process"],
        )
        await within(started[0].wait())
        assert not psutil.pid_exists(started[0].pid)
        await desk.registry.shutdown()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(scene())


def test_a_process_of_somebody_else_on_a_loop_of_uvloops_outlives_a_stop(tmp_path: Path) -> None:
    async def scene() -> None:
        desk = Desk(await new_chat("ws", tmp_path / "uvloop.chat"))
        waits = asyncio.Event()

        async def work() -> None:
            waits.set()
            await asyncio.Event().wait()

        generation = desk.ask(work)
        await within(waits.wait())
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", SLEEPS)
        desk.stop(generation)
        await within(generation.ended.wait())
        assert other.returncode is None
        assert psutil.Process(other.pid).is_running()
        other.kill()
        await within(other.wait())
        await desk.registry.shutdown()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(scene())
