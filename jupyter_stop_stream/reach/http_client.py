"""The requests that synchronous clients send through the standard library's `http.client`: urllib3,
and so requests, botocore and most SDKs that do not stand on httpx.

A connection is kept in a pool and carries one request after the other, for whichever thread. It is
a generation's from the moment the head of its request is sent until its response is over; the
response tells that before the pool has its connection back.
"""

from __future__ import annotations

import socket
import weakref
from collections.abc import Callable
from typing import Any, Final

import wrapt

from ..protocol.errors import GenerationStopped
from .exchange import Exchange, new_exchange
from .sockets import BusySocket
from .starting import owner

HTTP_CLIENT: Final = "http.client"

HTTPS_PORT: Final = 443

_CARRIED: Final = "_stop_stream_carried"
"""Where a connection keeps its request until that is answered, and then the response does."""


class CarriedRequest(BusySocket):
    """A request on a connection of `http.client`, and then its response.

    Args:
        exchange: What is carried.
        connection: The `HTTPConnection`; kept weakly, as its socket is.
    """

    def __init__(self, exchange: Exchange, connection: Any) -> None:
        super().__init__(exchange, self._find)
        self._connection = weakref.ref(connection)
        self._socket: weakref.ref[socket.socket] | None = None

    @property
    def is_over(self) -> bool:
        return super().is_over or self._is_closed()

    def note_sent(self) -> None:
        """The head of the request was sent. The socket is known from now on, and stays the same
        whatever the connection opens later.
        """
        found = self._find()
        if found is None:
            self.release()
        else:
            self._socket = weakref.ref(found, lambda _: self.release())

    def _find(self) -> socket.socket | None:
        if self._socket is not None:
            return self._socket()
        connection = self._connection()
        found = None if connection is None else connection.sock
        # TLS through a proxy that speaks TLS itself has its socket inside.
        inner = found if isinstance(found, socket.socket) else getattr(found, "socket", None)
        return inner if isinstance(inner, socket.socket) else None

    def _is_closed(self) -> bool:
        found = None if self._socket is None else self._socket()
        return found is not None and found.fileno() == -1


def record_http_client(module: Any) -> None:
    """Wrap what every request of `HTTPConnection` goes through, and the end of `HTTPResponse`.
    Called when the module is imported.
    """
    if not hasattr(module.HTTPResponse, "_close_conn"):
        # Nothing would tell when a connection is another's again.
        return
    wrapt.wrap_function_wrapper(module, "HTTPConnection.endheaders", _send)
    wrapt.wrap_function_wrapper(module, "HTTPConnection.getresponse", _answer)
    # What `close` and the reading of the last byte have in common.
    wrapt.wrap_function_wrapper(module, "HTTPResponse._close_conn", _end)


def _send(wrapped: Callable[..., None], connection: Any, args: Any, kwargs: Any) -> None:
    _release(connection)
    exchange = _exchange_on(connection, *args, **kwargs)
    if exchange is None:
        wrapped(*args, **kwargs)
        return
    try:
        exchange.refuse()
        _carry(wrapped, connection, exchange, *args, **kwargs)
    except GenerationStopped:
        # Begun and not sent, or sent too late: whoever has the connection next begins anew.
        connection.close()
        raise


def _carry(
    wrapped: Callable[..., None], connection: Any, exchange: Exchange, *args: Any, **kwargs: Any
) -> None:
    carried = CarriedRequest(exchange, connection)
    exchange.hold(carried)
    try:
        wrapped(*args, **kwargs)
    except BaseException:
        carried.release()
        raise
    carried.note_sent()
    if exchange.is_cut_off:
        # While it connected, when there was no socket to shut down.
        carried.release()
        raise GenerationStopped("This generation was stopped.")
    setattr(connection, _CARRIED, carried)


def _answer(wrapped: Callable[..., Any], connection: Any, args: Any, kwargs: Any) -> Any:
    carried: CarriedRequest | None = vars(connection).pop(_CARRIED, None)
    if carried is None:
        return wrapped(*args, **kwargs)
    try:
        response = wrapped(*args, **kwargs)
    except BaseException:
        carried.release()
        raise
    setattr(response, _CARRIED, carried)
    if response.isclosed():
        _release(response)
    carried.exchange.note_response(response.headers.get("Content-Type", ""))
    return response


def _end(wrapped: Callable[..., None], response: Any, args: Any, kwargs: Any) -> None:
    _release(response)
    wrapped(*args, **kwargs)


def _release(carrier: Any) -> None:
    carried: CarriedRequest | None = vars(carrier).pop(_CARRIED, None)
    if carried is not None:
        carried.release()


def _exchange_on(connection: Any, message_body: Any = None, **_: Any) -> Exchange | None:
    """The exchange that begins on a connection, by the head that it is about to send; `None` for
    what no generation holds.
    """
    head = getattr(connection, "_buffer", None)
    if owner() is None or not head:
        return None
    request_line, *lines = (line.decode("latin-1") for line in head)
    method, target, _version = request_line.split(" ", 2)
    headers = {}
    for line in lines:
        name, _colon, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = message_body if isinstance(message_body, bytes) else None
    return new_exchange(method, _url(connection, target), headers, body)


def _url(connection: Any, target: str) -> str:
    if not target.startswith("/"):
        # It goes through a proxy, which is told all of it.
        return target
    scheme = "https" if connection.default_port == HTTPS_PORT else "http"
    host = getattr(connection, "_tunnel_host", None) or connection.host
    port = getattr(connection, "_tunnel_port", None) or connection.port
    return f"{scheme}://{host}:{port}{target}"
