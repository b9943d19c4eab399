"""What a lane does after a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context


def later(loop: asyncio.AbstractEventLoop, delay_s: float, callback: Callable[[], None]) -> None:
    """Call a function after so many seconds, in an empty context: nothing of it may be taken for a
    generation's doing.
    """
    loop.call_later(delay_s, callback, context=Context())
