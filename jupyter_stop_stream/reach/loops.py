"""Work on the event loop that something is of, which may be one of another thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any


def start_on(
    loop: asyncio.AbstractEventLoop,
    here: asyncio.AbstractEventLoop,
    work: Coroutine[Any, Any, None],
) -> asyncio.Future[None] | Future[None] | None:
    """Begin work on the loop that it belongs to.

    Args:
        loop: That loop.
        here: The loop that runs now.
        work: What is to be done. It must not raise.

    Returns:
        What is done when the work is; `None` where that loop has ended, and its sockets with it.
    """
    if loop is here:
        return asyncio.ensure_future(work)
    with suppress(RuntimeError):  # closed, maybe in between
        return asyncio.run_coroutine_threadsafe(work, loop)
    work.close()
    return None
