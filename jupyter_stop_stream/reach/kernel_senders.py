"""Who sends executions to kernels from the server's own process."""

from __future__ import annotations

import threading
from collections.abc import Callable


class LoopSender:
    """Code on an event loop, which goes on at once and waits for the reply.

    Args:
        send: Sends the request.
        abort: Says that the kernel will not have it.
    """

    def __init__(self, send: Callable[[], object], abort: Callable[[], object]) -> None:
        self._send = send
        self._abort = abort

    def send(self) -> None:
        self._send()

    def abort(self) -> None:
        self._abort()


class BusySender:
    """Code that cannot be kept waiting: its request has been sent."""

    def send(self) -> None:
        """It has been sent."""

    def abort(self) -> None:
        """It waits for the kernel itself."""


class ThreadSender:
    """Code in a thread of its own, which is kept waiting before it sends its request."""

    def __init__(self) -> None:
        self._is_aborted = False
        self._is_decided = threading.Event()

    def send(self) -> None:
        self._is_decided.set()

    def abort(self) -> None:
        self._is_aborted = True
        self._is_decided.set()

    def may_send(self) -> bool:
        """Wait, in the thread, until it is its turn.

        Returns:
            Whether it is; else it was dropped.
        """
        self._is_decided.wait()
        return not self._is_aborted
