"""The least that a frame to the server and its answer can take."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tornado.websocket import WebSocketClientConnection, websocket_connect

from .server import Server


class Echo:
    """A bare websocket to a server.

    Args:
        connection: One that answers each frame with itself.
    """

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self._connection = connection

    async def round_trip_ms(self) -> float:
        """From a frame's sending to its answer, in milliseconds."""
        began_at = time.perf_counter()
        await self._connection.write_message("?")
        if await self._connection.read_message() is None:
            raise ConnectionError(self._connection.close_reason)
        return (time.perf_counter() - began_at) * 1000


@asynccontextmanager
async def open_echo(server: Server) -> AsyncIterator[Echo]:
    """A bare websocket, for as long as the context is open."""
    connection = await websocket_connect(server.echo_url)
    try:
        yield Echo(connection)
    finally:
        connection.close()
        while await connection.read_message() is not None:
            pass
