"""Websockets that send as a browser's do."""

from __future__ import annotations

from collections.abc import Callable

from tornado.websocket import WebSocketClientConnection, websocket_connect


async def connect_as_a_page(
    url: str, on_message: Callable[[str | bytes | None], None] | None = None
) -> WebSocketClientConnection:
    """Connect, and send each frame at once from then on: Tornado's client leaves Nagle's algorithm
    on, by which a frame waits for the acknowledgement of the one before.

    Args:
        url: Of the websocket.
        on_message: Called with each text, and with `None` when the connection is gone.
    """
    connection = await websocket_connect(url, on_message_callback=on_message)
    connection.protocol.set_nodelay(True)
    return connection
