"""The connections that carry a generation's asynchronous HTTP requests.

httpcore closes a connection when its task is cancelled, and loses it where that closing is itself
cancelled: the request stays open, and a response, if there is one already, takes itself for closed.
So one cancel that follows another within a turn of the event loop, as from a framework's own
clean-up, leaves the model writing.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import wrapt

from .exchange import Exchange, PartOfExchange
from .http11 import BEGINS, PROXY, exchange_on, socket_of, transport_read_by
from .loops import start_on

_log = logging.getLogger(__name__)


class BusyConnection(PartOfExchange):
    """A connection for as long as it carries one request, which its own description tells: that
    has its state and how many requests it has carried.

    Args:
        exchange: What it carries.
        connection: The `AsyncHTTP11Connection`; kept weakly, its pool keeps it.
    """

    def __init__(self, exchange: Exchange, connection: Any) -> None:
        super().__init__(exchange)
        self._connection = weakref.ref(connection)
        self._description = str(connection.info())
        self._loop = asyncio.get_running_loop()
        self._closing: asyncio.Future[None] | Future[None] | None = None
        self._is_silent = False

    @property
    def is_over(self) -> bool:
        if self._closing is not None:
            return self._closing.done()
        return self._has_passed_on()

    def _has_passed_on(self) -> bool:
        connection = self._connection()
        return connection is None or connection.info() != self._description

    @property
    def is_silent(self) -> bool:
        return self._is_silent

    def interrupt(self) -> bool:
        if self.exchange.is_question_of_its_task and self.is_own and not self._has_passed_on():
            self._shut_down()
        # The task, which is cancelled now, ends the request itself.
        return False

    def _shut_down(self) -> None:
        """Let the model know at once. With hundreds of stops together, the way that a cancel takes
        through the clients above is long.
        """
        connection = self._connection()
        found = socket_of(connection)()
        if found is None:
            return
        transport = transport_read_by(self.exchange.owner.generation.task, connection)
        if transport is not None:
            # The task would take this for an end that the model has made.
            transport.pause_reading()
            self._is_silent = True
        # By another handle of it: what uvloop gives out as its socket cannot be shut down.
        with suppress(OSError), socket.socket(fileno=os.dup(found.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)

    def close(self, *, is_again: bool) -> bool:
        if self._closing is None:
            self._closing = start_on(self._loop, self._resources.loop, self._close())
            return self._closing is not None
        return False

    async def _close(self) -> None:
        connection = self._connection()
        try:
            # It may be another request's by now.
            if connection is not None and not self._has_passed_on():
                await connection.aclose()
        except Exception as error:  # noqa: BLE001  a connection that fails at its end has ended
            _log.debug("A connection failed while it was closed: %r", error)
        finally:
            self._resources.discard(self)


def record_connections(module: Any) -> None:
    """Wrap `AsyncHTTP11Connection.handle_async_request`. Called when the package is imported."""

    def wrapper(
        wrapped: Callable[[Any], Awaitable[Any]], connection: Any, args: Any, kwargs: Any
    ) -> Awaitable[Any]:
        request = args[0] if args else kwargs["request"]
        exchange = None if request.method == PROXY else exchange_on(request)
        if exchange is None:
            return wrapped(request)
        return _carry(wrapped, connection, request, exchange)

    wrapt.wrap_function_wrapper(module, "AsyncHTTP11Connection.handle_async_request", wrapper)


async def _carry(
    wrapped: Callable[[Any], Awaitable[Any]], connection: Any, request: Any, exchange: Exchange
) -> Any:
    before = request.extensions
    traced = before.get("trace")

    async def trace(event: str, info: dict[str, Any]) -> None:
        if event == BEGINS:
            # Not before: the connection may be another's still, and this request then goes out on
            # a third one.
            exchange.hold(BusyConnection(exchange, connection))
        if traced is not None:
            await traced(event, info)

    request.extensions = {**before, "trace": trace}
    try:
        return await wrapped(request)
    finally:
        request.extensions = before
