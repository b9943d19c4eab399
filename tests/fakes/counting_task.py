"""Tasks that count how often they are cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class CountingTask(asyncio.Task[Any]):
    """A task whose `cancels` are the times, by the loop's clock, of its `cancel()`."""

    cancels: tuple[float, ...] = ()

    def cancel(self, msg: Any | None = None) -> bool:
        self.cancels = (*self.cancels, self.get_loop().time())
        return super().cancel(msg)


def count_cancels(loop: asyncio.AbstractEventLoop) -> None:
    """Make every task of the loop from now on a `CountingTask`."""

    def make(
        loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **kwargs: Any
    ) -> CountingTask:
        return CountingTask(coro, loop=loop, **kwargs)

    loop.set_task_factory(make)


def cancels_of(task: asyncio.Task[Any] | None) -> tuple[float, ...]:
    """When a task was cancelled."""
    assert isinstance(task, CountingTask)
    return task.cancels
