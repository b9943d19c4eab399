"""A connection over HTTP/1.1 is one request's for a time, by the events of httpcore's `trace`
extension. Before its first byte and after the end of its response, the pool may have given it to
others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import wrapt

from ..generations import current_generation
from .exchange import Exchange, current_exchange, new_exchange
from .sockets import BusySocket
from .waiting import waiters

HTTPCORE: Final = ("httpcore", "httpcore2")
"""The packages that httpx and httpx2 open their connections with."""

BEGINS: Final = "http11.send_request_headers.started"
ENDS: Final = "http11.response_closed.started"
ANSWERED: Final = "http11.receive_response_headers.complete"

PROXY: Final = b"CONNECT"
"""What opens a tunnel. The connection is the next request's as soon as it is answered."""


def exchange_on(request: Any) -> Exchange | None:
    """The exchange that a request of httpcore's is part of, of the client above or by itself;
    `None` for what no generation holds.
    """
    generation = current_generation.get()
    if generation is None:
        return None
    current = current_exchange.get()
    if current is not None and current.owner.generation is generation:
        return current
    url = request.url
    host, scheme, path = (
        one.decode("ascii", "replace") for one in (url.host, url.scheme, url.target)
    )
    by_name = {
        name.decode("ascii", "replace").lower(): value.decode("latin-1")
        for name, value in request.headers
    }
    port = "" if url.port is None else f":{url.port}"
    return new_exchange(
        request.method.decode("ascii", "replace"), f"{scheme}://{host}{port}{path}", by_name
    )


def socket_of(connection: Any) -> Callable[[], Any]:
    """Gives the socket, or another loop's stand-in for it, of the stream that a connection of
    httpcore's has now; `None` where there is none.
    """
    stream = getattr(connection, "_network_stream", None)
    return lambda: stream and stream.get_extra_info("socket")


def transport_read_by(task: asyncio.Task[Any] | None, connection: Any) -> Any:
    """The event loop's transport below the stream that a connection of httpcore's has now, also
    below anyio's TLS, where this task waits for what comes on it and that has not come yet. `None`
    where it does not, or where another library does the reading.
    """
    stream = getattr(connection, "_network_stream", None)
    for below in ("_stream", "transport_stream"):
        stream = getattr(stream, below, stream)
    has_come = getattr(getattr(stream, "_protocol", None), "read_event", None)
    waits = any(task in waiters(one) for one in getattr(has_come, "_waiters", ()))
    return getattr(stream, "_transport", None) if waits else None


def record_sockets(module: Any) -> None:
    """Wrap `HTTP11Connection.handle_request`, which synchronous clients send their requests by.
    Called when the package is imported.
    """

    def wrapper(wrapped: Callable[[Any], Any], connection: Any, args: Any, kwargs: Any) -> Any:
        request = args[0] if args else kwargs["request"]
        exchange = exchange_on(request)
        if exchange is None:
            return wrapped(request)
        exchange.refuse()
        return _carry(wrapped, connection, request, exchange)

    wrapt.wrap_function_wrapper(module, "HTTP11Connection.handle_request", wrapper)


def _carry(wrapped: Callable[[Any], Any], connection: Any, request: Any, exchange: Exchange) -> Any:
    busy = BusySocket(exchange, socket_of(connection))
    ends = {ENDS, ANSWERED} if request.method == PROXY else {ENDS}
    before = request.extensions
    traced = before.get("trace")

    def trace(event: str, info: dict[str, Any]) -> None:
        if event == BEGINS:
            exchange.hold(busy)
        elif event in ends:
            busy.release()
        if traced is not None:
            traced(event, info)

    request.extensions = {**before, "trace": trace}
    try:
        response = wrapped(request)
    except BaseException:
        # Also where the pool had given the connection to another request: this one then goes out
        # on a second one, and what happens there is no concern of this.
        request.extensions = before
        busy.release()
        raise
    exchange.note_response(_content_type(response.headers))
    return response


def _content_type(headers: Any) -> str:
    found = (value for name, value in headers if name.lower() == b"content-type")
    return next(found, b"").decode("latin-1")
