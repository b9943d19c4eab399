"""What it costs that a generation's tasks, threads and requests are recorded."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import httpx
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.generations import Generation, Request, current_generation
from jupyter_stop_stream.reach import LibraryRecorder

ROUNDS = 20
"""How often each is measured; the fastest counts, as what else the machine does only slows."""

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Cost:
    """Microseconds of one operation."""

    operation: str
    without_us: float
    outside: float
    inside: float


async def _nothing() -> None:
    """What a task has to do that has nothing to do."""


async def _task() -> None:
    await asyncio.create_task(_nothing())


async def _thread() -> None:
    await asyncio.to_thread(int)


def _request() -> Work:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    client = httpx.AsyncClient(transport=transport)

    async def send() -> None:
        await client.get("http://127.0.0.1/")

    return send


def measure_costs(count: int = 2000) -> list[Cost]:
    """Measure each operation so many times, without recording, outside and inside a generation."""
    operations: dict[str, tuple[Callable[[], Work], int]] = {
        "`asyncio.create_task`, awaited": (lambda: _task, count),
        "`asyncio.to_thread`": (lambda: _thread, count // 2),
        "`httpx.AsyncClient.get`, without a network": (_request, count // 10),
    }
    for make, times in operations.values():
        # The first of a kind loads and warms up what it needs.
        _time(make, times)
    without = {name: _time(make, times) for name, (make, times) in operations.items()}
    recorder = LibraryRecorder()
    outside = {name: _time(make, times, recorder) for name, (make, times) in operations.items()}
    inside = {
        name: _time(make, times, recorder, is_inside=True)
        for name, (make, times) in operations.items()
    }
    return [Cost(name, without[name], outside[name], inside[name]) for name in operations]


def costs_markdown(costs: Iterable[Cost]) -> str:
    """The table."""
    lines = [
        "| operation, in microseconds | without us | outside of an answer | inside of one |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {cost.operation} | {cost.without_us:.1f} | {cost.outside:.1f} | {cost.inside:.1f} |"
        for cost in costs
    ]
    return "\n".join(lines)


def _time(
    make: Callable[[], Work],
    times: int,
    recorder: LibraryRecorder | None = None,
    *,
    is_inside: bool = False,
) -> float:
    async def run() -> float:
        if recorder is not None:
            recorder.attach(asyncio.get_running_loop())
        work = make()
        context = contextvars.copy_context()
        if is_inside:
            context.run(current_generation.set, _running())
        return await asyncio.get_running_loop().create_task(_rounds(work, times), context=context)

    return asyncio.run(run())


async def _rounds(work: Work, times: int) -> float:
    taken: list[float] = []
    for _ in range(ROUNDS):
        began_at = time.perf_counter()
        for _ in range(times):
            await work()
        taken.append((time.perf_counter() - began_at) / times * 1e6)
    return min(taken)


def _running() -> Generation:
    """A generation that answers, in a chat that nothing is written to."""
    chat = WsChatModel("cost.chat", "")
    generation = Generation(Request("cost", "prompt", "p", "P", None, _nothing), chat)
    generation.state = "running"
    # Its own task, which is not recorded; the others are.
    generation.task = asyncio.current_task()
    return generation
