"""What several generations share is none of theirs."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from typing import TypeVar

from .generation import current_generation
from .signal import current_signal

T = TypeVar("T")


async def shared(start: Callable[[], Awaitable[T]]) -> T:
    """Wait for what others may share, such as a connection that is opened at its first use,
    without owning it.

    `start` runs outside of the generation that calls this: a stop ends the wait and not the start,
    and the tasks, requests and processes that it begins outlive the generation.

    Returns:
        What `start` gives.

    Raises:
        Exception: What `start` raises.
    """

    async def run() -> T:
        return await start()

    context = contextvars.copy_context()
    context.run(current_generation.set, None)
    context.run(current_signal.set, None)
    starting: asyncio.Future[T] = context.run(asyncio.ensure_future, run())
    # A failure that nobody waits for any more is not unexpected.
    starting.add_done_callback(lambda done: done.cancelled() or done.exception())
    return await asyncio.shield(starting)
