"""What it costs that a generation's tasks, threads and requests are recorded.

In a process of its own, as what records is plugged into the libraries for good:
`python -m tests.budgets.recording ROUNDS` prints, for each operation, `{without_us, outside_us,
inside_us}`: microseconds of the processor without this extension, with it outside of an answer, and
inside of one.
"""

from __future__ import annotations

import asyncio
import contextvars
import gc
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TypedDict, cast

import httpx
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.generations import Generation, Request, current_generation
from jupyter_stop_stream.reach import LibraryRecorder

from ..model_server.process import ROOT

Work = Callable[[], Awaitable[object]]


class Cost(TypedDict):
    """Of one operation, in microseconds; the fastest round counts, as all else only slows."""

    without_us: float
    outside_us: float
    inside_us: float


def measure_in_process_of_its_own(rounds: int) -> Mapping[str, Cost]:
    """What is measured there, by operation.

    Raises:
        subprocess.CalledProcessError: It failed; it said why on standard error.
    """
    command = [sys.executable, "-m", "tests.budgets.recording", str(rounds)]
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return cast("Mapping[str, Cost]", json.loads(ran.stdout))


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


OPERATIONS: Mapping[str, tuple[Callable[[], Work], int]] = {
    "asyncio.create_task, awaited": (lambda: _task, 100),
    "asyncio.to_thread": (lambda: _thread, 20),
    "httpx.AsyncClient.get, without a network": (_request, 20),
}
"""How each is made, and how many are one round."""


def _measure(rounds: int) -> dict[str, Cost]:
    # Garbage is collected between what is measured.
    gc.disable()
    for make, times in OPERATIONS.values():
        # The first of a kind loads and warms up what it needs.
        _least_us(make, times, 1)
    without = {name: _least_us(*one, rounds) for name, one in OPERATIONS.items()}
    recorder = LibraryRecorder()
    return {
        name: {
            "without_us": without[name],
            "outside_us": _least_us(*one, rounds, recorder),
            "inside_us": _least_us(*one, rounds, recorder, is_inside=True),
        }
        for name, one in OPERATIONS.items()
    }


def _least_us(
    make: Callable[[], Work],
    times: int,
    rounds: int,
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
        least = _least_of(work, times, rounds)
        return await asyncio.get_running_loop().create_task(least, context=context)

    return asyncio.run(run())


async def _least_of(work: Work, times: int, rounds: int) -> float:
    taken: list[float] = []
    for _ in range(rounds):
        began_at = time.process_time()
        for _ in range(times):
            await work()
        taken.append((time.process_time() - began_at) / times * 1e6)
        gc.collect(0)
    return min(taken)


def _running() -> Generation:
    """A generation that answers, in a chat that nothing is written to."""
    chat = WsChatModel("cost.chat", "")
    generation = Generation(Request("cost", "prompt", "p", "P", None, _nothing), chat)
    generation.state = "running"
    # Its own task, which is not recorded; the others are.
    generation.task = asyncio.current_task()
    return generation


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
