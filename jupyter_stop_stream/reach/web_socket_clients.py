"""Where the clients of websockets are wrapped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import wrapt

from ..protocol.errors import GenerationStopped
from .exchange import Exchange, new_exchange
from .starting import owner
from .streams import has_all, hold, record_receiving, record_receiving_in_threads, record_use
from .web_sockets import AiohttpWebSocket, ThreadWebSocket, WebsocketsWebSocket, shut_down

WEBSOCKETS: Final = "websockets.asyncio.client"
WEBSOCKETS_IN_THREADS: Final = "websockets.sync.client"


def record_websockets(module: Any) -> None:
    """Wrap the client of `websockets.asyncio`. Called when it is imported."""

    async def opened(wrapped: Callable[[], Awaitable[Any]], websocket: Any, url: str) -> Any:
        exchange = _exchange(url, websocket.transport.abort)
        result = await wrapped()
        hold(exchange, WebsocketsWebSocket, websocket)
        return result

    def handshake(wrapped: Any, websocket: Any, args: Any, kwargs: Any) -> Any:
        if owner() is None:
            return wrapped(*args, **kwargs)
        return opened(lambda: wrapped(*args, **kwargs), websocket, _url(websocket))

    wrapt.wrap_function_wrapper(module, "ClientConnection.handshake", handshake)
    record_receiving(module, "ClientConnection.recv")
    record_use(module, "ClientConnection.send")


def record_websockets_in_threads(module: Any) -> None:
    """Wrap the client of `websockets.sync`. Called when it is imported."""

    def handshake(wrapped: Any, websocket: Any, args: Any, kwargs: Any) -> Any:
        if owner() is None:
            return wrapped(*args, **kwargs)
        exchange = _exchange(_url(websocket), partial(shut_down, websocket))
        result = wrapped(*args, **kwargs)
        hold(exchange, ThreadWebSocket, websocket)
        return result

    wrapt.wrap_function_wrapper(module, "ClientConnection.handshake", handshake)
    record_receiving_in_threads(module, "ClientConnection.recv")
    record_use(module, "ClientConnection.send")


def record_aiohttp_websockets(module: Any) -> None:
    """Wrap `ClientSession._ws_connect` and what it gives. Called when aiohttp is imported."""

    async def opened(wrapped: Callable[[], Awaitable[Any]]) -> Any:
        websocket = await wrapped()
        request = websocket._response
        exchange = new_exchange(request.method, str(request.url), {})
        hold(exchange, AiohttpWebSocket, websocket)
        return websocket

    def connect(wrapped: Any, _: Any, args: Any, kwargs: Any) -> Any:
        if owner() is None:
            return wrapped(*args, **kwargs)
        return opened(lambda: wrapped(*args, **kwargs))

    if not has_all(module, "ClientSession._ws_connect", "ClientWebSocketResponse.send_frame"):
        return
    wrapt.wrap_function_wrapper(module, "ClientSession._ws_connect", connect)
    record_receiving(module, "ClientWebSocketResponse.receive")
    record_use(module, "ClientWebSocketResponse.send_frame")


def _url(websocket: Any) -> str:
    protocol = websocket.protocol
    # Before version 14 it has another name.
    uri = protocol.uri if hasattr(protocol, "uri") else protocol.wsuri
    scheme = "wss" if uri.secure else "ws"
    return f"{scheme}://{uri.host}:{uri.port}{uri.path}"


def _exchange(url: str, hang_up: Callable[[], None]) -> Exchange | None:
    """The request that is about to open a websocket on a connection that is there.

    Raises:
        GenerationStopped: The stopped answer would open again what it had open.
    """
    exchange = new_exchange("GET", url, {})
    if exchange is not None:
        try:
            exchange.refuse()
        except GenerationStopped:
            # The library does so after errors, of which this is none.
            hang_up()
            raise
    return exchange
