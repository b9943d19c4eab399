"""The lanes of the kernels of one server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..generations import Generation
from .kernel import Kernel
from .lane import Lane


class Lanes:
    """One lane a kernel, made when it is first asked for. To be used on the event loop, but for
    `of`.

    Args:
        kernel_of: Gives what speaks to the kernel of an id.
        loop: The event loop.
        changed: Called with each generation of which an execution began or ended in one of them.
    """

    def __init__(
        self,
        kernel_of: Callable[[str], Kernel],
        loop: asyncio.AbstractEventLoop,
        changed: Callable[[Generation], None],
    ) -> None:
        self._kernel_of = kernel_of
        self._loop = loop
        self._changed = changed
        self._by_kernel: dict[str, Lane] = {}

    def of(self, kernel_id: str) -> Lane:
        """The lane of a kernel. May be asked from any thread."""
        lane = self._by_kernel.get(kernel_id)
        if lane is not None:
            return lane
        new = Lane(self._kernel_of(kernel_id), self._loop, self._changed)
        return self._by_kernel.setdefault(kernel_id, new)

    def close(self) -> None:
        """Forget all of them. Calling it twice is fine."""
        for kernel_id in tuple(self._by_kernel):
            self.renew(kernel_id)

    def renew(self, kernel_id: str) -> None:
        """Forget what is in a kernel and before it: it was started anew, or has ended."""
        lane = self._by_kernel.pop(kernel_id, None)
        if lane is not None:
            lane.clear()
