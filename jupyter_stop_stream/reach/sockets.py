"""The sockets on which a generation's synchronous HTTP requests wait.

A thread that waits for a byte is woken by shutting down its socket, and by nothing else.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import wrapt

from ..generations import Resources
from ..protocol import Resource
from .holder import holder, refuse_request
from .http11 import CLOSES, Busy, holding


class BusySocket(Busy):
    """The socket of one request.

    Args:
        connection: The `HTTP11Connection`.
        resources: Those of the generation.
    """

    kind: ClassVar[Resource] = "request"

    def __init__(self, connection: Any, resources: Resources) -> None:
        stream = getattr(connection, "_network_stream", None)
        self._socket = stream and stream.get_extra_info("socket")
        self._resources = resources
        self._is_over = False
        self._lock = threading.RLock()

    @property
    def is_over(self) -> bool:
        return self._is_over

    def interrupt(self) -> bool:
        return self._shut_down()

    def close(self, *, is_again: bool) -> bool:
        return self._shut_down()

    def release(self) -> None:
        with self._lock:
            self._is_over = True
        self._resources.discard(self)

    def _shut_down(self) -> bool:
        # Not released while it is shut down.
        with self._lock:
            if self._is_over or self._socket is None:
                return False
            with suppress(OSError):
                # The class's own: that of an SSLSocket takes away what the thread reads with.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            # Its end is not told where the thread left its response to the garbage collector.
            self._is_over = True
        self._resources.discard(self)
        return True


def record_sockets(module: Any) -> None:
    """Wrap `HTTP11Connection.handle_request`. Called when the package is imported."""

    def wrapper(wrapped: Callable[[Any], Any], connection: Any, args: Any, kwargs: Any) -> Any:
        generation = holder()
        if generation is None:
            return wrapped(*args, **kwargs)
        request = args[0] if args else kwargs["request"]
        refuse_request(generation, request.method.decode("ascii", "replace"))
        traced = request.extensions.get("trace")
        busy = BusySocket(connection, generation.resources)
        notice = holding(request, busy, generation.resources, CLOSES)

        def trace(event: str, info: dict[str, Any]) -> None:
            notice(event)
            if traced is not None:
                traced(event, info)

        request.extensions = {**request.extensions, "trace": trace}
        return wrapped(request)

    wrapt.wrap_function_wrapper(module, "HTTP11Connection.handle_request", wrapper)
