"""The connections of a generation's asynchronous HTTP requests.

httpcore closes a connection when its task is cancelled, and loses it where that closing is itself
cancelled: the request stays open, and a response, if there is one already, takes itself for closed.
So one cancel that follows another within a turn of the event loop, as from a framework's own
clean-up, leaves the model writing.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import wrapt

from ..generations import Resources
from ..protocol import Resource
from .holder import holder
from .http11 import CLOSED, Busy, holding

_log = logging.getLogger(__name__)


class BusyConnection(Busy):
    """The connection of one request.

    Args:
        connection: The `AsyncHTTP11Connection`; kept weakly, its pool keeps it.
        resources: Those of the generation.
    """

    kind: ClassVar[Resource] = "request"

    def __init__(self, connection: Any, resources: Resources) -> None:
        self._connection = weakref.ref(connection)
        self._resources = resources
        self._is_over = False
        self._closing: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        return self._is_over or self._connection() is None

    def close(self, *, is_again: bool) -> bool:
        if self._closing is not None:
            return False
        self._closing = asyncio.ensure_future(self._run())
        return True

    def release(self) -> None:
        self._is_over = True
        self._resources.discard(self)

    async def _run(self) -> None:
        connection = self._connection()
        try:
            # Released since, it may be another's already.
            if connection is not None and not self._is_over:
                await connection.aclose()
        except Exception as error:  # noqa: BLE001  a connection that fails at its end has ended
            _log.debug("A connection failed while it was closed: %r", error)
        finally:
            self.release()


def record_connections(module: Any) -> None:
    """Wrap `AsyncHTTP11Connection.handle_async_request`. Called when the package is imported."""

    def wrapper(
        wrapped: Callable[[Any], Awaitable[Any]], connection: Any, args: Any, kwargs: Any
    ) -> Awaitable[Any]:
        generation = holder()
        if generation is None:
            return wrapped(*args, **kwargs)
        request = args[0] if args else kwargs["request"]
        traced = request.extensions.get("trace")
        busy = BusyConnection(connection, generation.resources)
        notice = holding(request, busy, generation.resources, CLOSED)

        async def trace(event: str, info: dict[str, Any]) -> None:
            notice(event)
            if traced is not None:
                await traced(event, info)

        request.extensions = {**request.extensions, "trace": trace}
        return wrapped(request)

    wrapt.wrap_function_wrapper(module, "AsyncHTTP11Connection.handle_async_request", wrapper)
