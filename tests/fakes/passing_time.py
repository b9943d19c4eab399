"""An event loop whose time a test lets pass."""

from __future__ import annotations

import asyncio

import pytest

from .patience import turns


class PassingTime:
    """Has the clock of the running loop be ahead by as much as a test says, so that its timers are
    due.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        if not isinstance(loop, asyncio.BaseEventLoop):
            pytest.skip("The timers of this loop have a clock of their own.")
        own_time = loop.time
        self._ahead_s = 0.0
        loop.time = lambda: own_time() + self._ahead_s  # type: ignore[method-assign]

    async def pass_s(self, seconds: float) -> None:
        """Let so much time pass, and what is due by then happen."""
        self._ahead_s += seconds
        await turns(4)
