"""A stop ends the processes that a generation started, and theirs, and no others."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import psutil
import pytest

from ..conftest import MakeDesk
from ..fakes.desk import Desk
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio

SLEEP = "import time; time.sleep(600)"

STUBBORN = (
    f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); {SLEEP}"
)

PARENT = (
    "import subprocess, sys, time;"
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]);"
    "print(child.pid, flush=True); time.sleep(600)"
)


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def start_sleeping() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SLEEP])  # noqa: S603


class Tool:
    """Runs a Python program, waits for it, and notes its first line of output."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.works = asyncio.Event()
        self.pid = 0
        self.line = ""

    async def __call__(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", self._program, stdout=subprocess.PIPE
        )
        self.pid = process.pid
        self.ends = process.wait
        assert process.stdout is not None
        self.line = (await process.stdout.readline()).decode()
        self.works.set()
        await process.wait()


async def test_a_tools_process_and_its_children_are_ended(desk: Desk) -> None:
    tool = Tool(PARENT)
    generation = desk.ask(tool)
    await within(tool.works.wait())
    child = int(tool.line)
    assert runs(tool.pid)
    assert runs(child)
    desk.stop(generation)
    await within(generation.ended.wait())
    await within(tool.ends())
    assert not runs(child)
    assert generation.receipt == "cancelled"
    assert "process" in generation.record("ada")["closed"]


async def test_the_children_of_a_process_that_its_tool_kills_are_ended(desk: Desk) -> None:
    tool = Tool(PARENT)

    async def work() -> None:
        try:
            await tool()
        finally:
            psutil.Process(tool.pid).kill()

    generation = desk.ask(work)
    await within(tool.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await within(tool.ends()) == -9
    assert not runs(int(tool.line))


async def test_a_process_that_ignores_being_told_to_end_is_killed(make_desk: MakeDesk) -> None:
    desk = await make_desk()
    tool = Tool(STUBBORN)
    generation = desk.ask(tool)
    await within(tool.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await within(tool.ends()) == -9
    assert generation.receipt == "cancelled"


async def test_a_process_that_a_thread_started_is_ended(desk: Desk) -> None:
    loop, works = asyncio.get_running_loop(), asyncio.Event()
    codes: list[int] = []

    def call() -> None:
        with start_sleeping() as process:
            loop.call_soon_threadsafe(works.set)
            codes.append(process.wait())

    generation = desk.ask(lambda: asyncio.to_thread(call))
    await within(works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    # Its exit code was left for who waits for it.
    assert codes == [-15]
    assert generation.receipt == "cancelled"


async def test_the_processes_of_others_are_left_alone(desk: Desk) -> None:
    with start_sleeping() as other:
        tool = Tool(PARENT)
        generation = desk.ask(tool)
        await within(tool.works.wait())
        desk.stop(generation)
        await within(generation.ended.wait())
        await within(tool.ends())
        assert runs(other.pid)
        other.kill()


async def test_a_process_that_ended_is_no_concern(desk: Desk) -> None:
    done = asyncio.Event()

    async def work() -> None:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
        await process.wait()
        done.set()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(done.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert generation.record("ada")["closed"] == []


async def test_an_answer_that_ends_by_itself_leaves_its_processes_alone(desk: Desk) -> None:
    started: list[subprocess.Popen[bytes]] = []

    async def work() -> None:
        started.append(start_sleeping())

    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert runs(started[0].pid)
    started[0].kill()
    await asyncio.to_thread(started[0].wait)
