"""Whoever watches an event loop."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType


class LoopTurns:
    """Counts the turns of the running loop, and what the longest took, while it is open.

    Attributes:
        count: How many turns there were.
        longest_s: What the loop took without anybody's else turn, at most, in seconds of its
            thread's processor time: what else the machine does keeps the loop too, and is not
            counted.
    """

    def __init__(self) -> None:
        self.count = 0
        self.longest_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> LoopTurns:
        self._task = asyncio.ensure_future(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._task is not None:
            # It has its turn first: what was done in the last one is to be counted.
            await asyncio.sleep(0)
            self._task.cancel()

    async def _watch(self) -> None:
        began_at = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            self.count += 1
            self.longest_s = max(self.longest_s, now - began_at)
            began_at = now
