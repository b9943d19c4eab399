"""Where the clients of websockets are wrapped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import wrapt

from ..protocol.errors import GenerationStopped
from .exchange import Exchange, exchange_of
from .web_sockets import (
    AiohttpWebSocket,
    ThreadWebSocket,
    WebSocket,
    WebsocketsWebSocket,
    held_as,
    hold,
)

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
        return opened(lambda: wrapped(*args, **kwargs), websocket, _url(websocket))

    wrapt.wrap_function_wrapper(module, "ClientConnection.handshake", handshake)
    _record_use(module, "ClientConnection", ("recv",), ("send",))


def record_websockets_in_threads(module: Any) -> None:
    """Wrap the client of `websockets.sync`. Called when it is imported."""

    def handshake(wrapped: Any, websocket: Any, args: Any, kwargs: Any) -> Any:
        exchange = _exchange(_url(websocket), websocket.socket.close)
        result = wrapped(*args, **kwargs)
        hold(exchange, ThreadWebSocket, websocket)
        return result

    def receive(wrapped: Any, websocket: Any, args: Any, kwargs: Any) -> Any:
        held = held_as(websocket)
        if held is None:
            return wrapped(*args, **kwargs)
        with held.receiving():
            return wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(module, "ClientConnection.handshake", handshake)
    wrapt.wrap_function_wrapper(module, "ClientConnection.recv", receive)
    _record_use(module, "ClientConnection", (), ("send",))


def record_aiohttp_websockets(module: Any) -> None:
    """Wrap `ClientSession._ws_connect` and what it gives. Called when aiohttp is imported."""

    async def opened(wrapped: Callable[[], Awaitable[Any]]) -> Any:
        websocket = await wrapped()
        request = websocket._response
        exchange = exchange_of(request.method, str(request.url), {})
        hold(exchange, AiohttpWebSocket, websocket)
        return websocket

    def connect(wrapped: Any, _: Any, args: Any, kwargs: Any) -> Any:
        return opened(lambda: wrapped(*args, **kwargs))

    wrapt.wrap_function_wrapper(module, "ClientSession._ws_connect", connect)
    _record_use(module, "ClientWebSocketResponse", ("receive",), ("send_frame",))


def _record_use(module: Any, name: str, receive: tuple[str, ...], others: tuple[str, ...]) -> None:
    async def received(held: WebSocket, wrapped: Callable[[], Awaitable[Any]]) -> Any:
        with held.receiving():
            return await wrapped()

    def receiving(wrapped: Any, websocket: Any, args: Any, kwargs: Any) -> Any:
        held = held_as(websocket)
        if held is None:
            return wrapped(*args, **kwargs)
        return received(held, lambda: wrapped(*args, **kwargs))

    def using(wrapped: Any, websocket: Any, args: Any, kwargs: Any) -> Any:
        held = held_as(websocket)
        if held is not None:
            held.note_use()
        return wrapped(*args, **kwargs)

    for method in receive:
        wrapt.wrap_function_wrapper(module, f"{name}.{method}", receiving)
    for method in others:
        wrapt.wrap_function_wrapper(module, f"{name}.{method}", using)


def _url(websocket: Any) -> str:
    uri = websocket.protocol.uri
    scheme = "wss" if uri.secure else "ws"
    return f"{scheme}://{uri.host}:{uri.port}{uri.path}"


def _exchange(url: str, hang_up: Callable[[], None]) -> Exchange | None:
    """The request that is about to open a websocket on a connection that is there.

    Raises:
        GenerationStopped: The stopped answer would open again what it had open.
    """
    exchange = exchange_of("GET", url, {})
    if exchange is not None:
        try:
            exchange.refuse()
        except GenerationStopped:
            # The library does so after errors, of which this is none.
            hang_up()
            raise
    return exchange
