"""A persona's `shutdown()`, which is given so much time and no more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

ON_ITS_WAY: set[asyncio.Future[None]] = set()
"""What was left behind. It goes on for as long as it takes, or as the server runs."""


async def shut_down_within(shutdown: Callable[[], Awaitable[None]], timeout_s: float) -> bool:
    """Call a persona's own `shutdown()`.

    Returns:
        Whether it was over in time.

    Raises:
        Exception: What it raises in that time.
    """
    task = asyncio.ensure_future(shutdown())
    try:
        await asyncio.wait({task}, timeout=timeout_s)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if task.done():
        task.result()
        return True
    ON_ITS_WAY.add(task)
    task.add_done_callback(_forget)
    return False


def _forget(task: asyncio.Future[None]) -> None:
    ON_ITS_WAY.discard(task)
    if not task.cancelled():
        # Nobody waits for its failure any more.
        task.exception()
