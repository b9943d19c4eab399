"""What is returned to whoever makes a task of an answer, or waits for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any, Final

from ..generations import Generation

CANCELLED_S: Final = 2.5
"""How long a wait that is cancelled waits for the generation that it has stopped, in seconds. A
server that cancels all of its tasks waits as long."""


class Answering(Coroutine[Any, Any, None]):
    """Waits for a generation, which does not need it. Cancelling the wait stops the generation.

    A coroutine that was not begun does not learn that its task was cancelled; this does.

    Args:
        generation: What is waited for.
        stop: Stops it. Doing so twice is fine.
    """

    def __init__(self, generation: Generation, stop: Callable[[], object]) -> None:
        self._generation = generation
        self._stop = stop
        self._is_begun = False
        self._wait = self._until_it_ends()

    def send(self, value: Any) -> Any:
        """Called by the task with each step."""
        self._is_begun = True
        return self._wait.send(value)

    def throw(self, *error: Any) -> Any:
        """Called by the task when it was cancelled."""
        if not self._is_begun:
            self._stop()
        return self._wait.throw(*error)

    def close(self) -> None:
        """Called when nobody awaits it any more. That is not a stop."""
        self._wait.close()

    def __await__(self) -> Generator[Any, Any, None]:
        self._is_begun = True
        return self._wait.__await__()

    async def _until_it_ends(self) -> None:
        ended = self._generation.ended
        try:
            await ended.wait()
        except asyncio.CancelledError:
            self._stop()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(ended.wait(), CANCELLED_S)
            raise


async def no_answer() -> None:
    """In the place of an answer, to a message that is a stop."""
