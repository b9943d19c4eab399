"""A block of code that answers, in a task that exists already."""

from __future__ import annotations

import asyncio
from typing import Any


class Block(asyncio.Future[None]):
    """Stands for a block of code in a task: done when that is left, and cancelled, it cancels the
    task, for as long as the block lasts.

    Args:
        task: The task that the block is in.
    """

    def __init__(self, task: asyncio.Task[Any]) -> None:
        super().__init__(loop=task.get_loop())
        self.task = task
        self.cancels = 0
        """How often the task was cancelled because of this block."""
        self.turn = asyncio.Event()
        """Set when the block may begin."""

    def begin(self) -> None:
        """Let the block begin. Called when it is its prompt's turn."""
        self.turn.set()

    def cancel(self, msg: Any | None = None) -> bool:
        """Cancel the task, if it has not left the block."""
        if self.done():
            return False
        self.cancels += 1
        return self.task.cancel(msg)

    def leave(self, error: BaseException | None) -> None:
        """Note that the task has left the block. Calling it twice is fine.

        Args:
            error: What it was left by, unless that was a stop.
        """
        if self.done():
            return
        if isinstance(error, asyncio.CancelledError):
            super().cancel()
        elif error is not None:
            self.set_exception(error)
            # Of a stopped generation nobody else asks for it.
            self.exception()
        else:
            self.set_result(None)
