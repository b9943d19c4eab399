"""What a lane needs of the kernel behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Kernel(Protocol):
    """One kernel of the server. Every method is called on the event loop, and neither blocks nor
    raises.
    """

    @property
    def kernel_id(self) -> str:
        """By which the server knows it."""

    def interrupt(self, sent: Callable[[], None]) -> None:
        """Interrupt what runs in the kernel.

        Args:
            sent: To be called once, on the event loop, when the signal has been sent or could not
                be.
        """

    def restart(self, is_due: Callable[[], bool]) -> None:
        """Start the kernel anew, as a person does, which ends what runs in it.

        Args:
            is_due: Asked in the tick in which that begins. Where it is not so, nothing is done.
        """

    def ask_whether_free(self, free: Callable[[], None]) -> None:
        """Ask the kernel for what it answers when it has done all that was sent to it before.

        Args:
            free: To be called on the event loop with its answer; never, where none comes.
        """

    def close(self) -> None:
        """Let go of what is open to it: it was started anew or has ended. Calling it twice is
        fine.
        """
