"""The lanes of the kernels of one server."""

from __future__ import annotations

from collections.abc import Callable

from .kernel import Clock, Kernel
from .lane import Lane


class Lanes:
    """One lane a kernel, made when it is first asked for. To be used on the event loop.

    Args:
        kernel_of: Gives what speaks to the kernel of an id.
        clock: The event loop.
    """

    def __init__(self, kernel_of: Callable[[str], Kernel], clock: Clock) -> None:
        self._kernel_of = kernel_of
        self._clock = clock
        self._by_kernel: dict[str, Lane] = {}

    def of(self, kernel_id: str) -> Lane:
        """The lane of a kernel."""
        lane = self._by_kernel.get(kernel_id)
        if lane is None:
            lane = self._by_kernel[kernel_id] = Lane(self._kernel_of(kernel_id), self._clock)
        return lane

    def renew(self, kernel_id: str) -> None:
        """Forget what is in a kernel and before it: it was started anew, or has ended."""
        lane = self._by_kernel.pop(kernel_id, None)
        if lane is not None:
            lane.clear()
