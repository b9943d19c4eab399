"""What several generations share is none of theirs."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from .generation import current_generation
from .signal import current_signal, stop_signal

T = TypeVar("T")


async def shared(start: Callable[[], Awaitable[T]]) -> T:
    """Wait for what others may share, such as a connection that is opened at its first use,
    without owning it.

    `start` runs outside of the generation that calls this: a stop ends the wait, at once, and not
    the start, and the tasks, requests and processes that it begins outlive the generation.

    Returns:
        What `start` gives.

    Raises:
        GenerationStopped: The generation that waits was stopped.
        Exception: What `start` raises.
    """
    starting = outside(start)
    await over_or_stopped(starting)
    return starting.result()


def outside(start: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
    """Run `start` as a task outside of the generation that calls this."""

    async def run() -> T:
        return await start()

    context = contextvars.copy_context()
    context.run(current_generation.set, None)
    context.run(current_signal.set, None)
    task: asyncio.Task[T] = context.run(asyncio.ensure_future, run())
    # A failure that nobody waits for any more is not unexpected.
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


async def over_or_stopped(task: asyncio.Task[Any], timeout_s: float | None = None) -> bool:
    """Wait for somebody else's task, which a cancel of the wait does not reach.

    Args:
        task: Who is waited for.
        timeout_s: How long, in seconds; `None` has no end.

    Returns:
        Whether the task has ended.

    Raises:
        GenerationStopped: The generation that waits was stopped.
    """
    signal = stop_signal()
    stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    take_back = signal.on_stop(stopped.cancel)
    either: set[asyncio.Future[Any]] = {task, stopped}
    try:
        await asyncio.wait(either, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        take_back()
    signal.raise_if_stopped()
    return task.done()
