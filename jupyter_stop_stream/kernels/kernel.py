"""What a lane needs of the kernel behind it, and of the event loop."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Protocol


class Kernel(Protocol):
    """One kernel of the server. Every method is called on the event loop, and neither blocks nor
    raises.
    """

    def interrupt(self, sent: Callable[[], None]) -> None:
        """Interrupt what runs in the kernel.

        Args:
            sent: To be called once, on the event loop, when the signal has been sent or could not
                be.
        """

    def ask_whether_free(self, free: Callable[[], None]) -> None:
        """Ask the kernel for what it answers when it has done all that was sent to it before.

        Args:
            free: To be called on the event loop with its answer; never, where none comes.
        """


class Clock(Protocol):
    """The part of an `asyncio` event loop that a lane uses."""

    def time(self) -> float: ...

    def call_later(
        self, delay: float, callback: Callable[[], object], *, context: Context | None = None
    ) -> object: ...
