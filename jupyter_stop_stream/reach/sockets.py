"""The sockets on which a generation's synchronous requests wait.

A thread that waits for a byte is woken by shutting down its socket, and by nothing else.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from .exchange import Exchange, PartOfExchange


class BusySocket(PartOfExchange):
    """A socket for as long as it carries one request. May be used from any thread.

    Args:
        exchange: What it carries.
        find_socket: Gives the socket; called when it is to be shut down.
    """

    def __init__(self, exchange: Exchange, find_socket: Callable[[], socket.socket | None]) -> None:
        super().__init__(exchange)
        self._find_socket = find_socket
        self._is_over = False
        self._lock = threading.RLock()

    @property
    def is_over(self) -> bool:
        return self._is_over

    def interrupt(self) -> bool:
        self.exchange.note_stop()
        return self.is_own and self._shut_down()

    def close(self, *, is_again: bool) -> bool:
        return self._shut_down()

    def release(self) -> None:
        """The request is over, and the socket may be another's. Calling it twice is fine."""
        with self._lock:
            self._is_over = True
        self._resources.discard(self)

    def _shut_down(self) -> bool:
        # Not released while it is shut down.
        with self._lock:
            found = None if self._is_over else self._find_socket()
            if found is None:
                return False
            with suppress(OSError):
                # The class's own: that of an SSLSocket takes away what the thread reads with.
                socket.socket.shutdown(found, socket.SHUT_RDWR)
            # Its end is not told where the thread left its response to the garbage collector.
            self._is_over = True
        self._resources.discard(self)
        return True
