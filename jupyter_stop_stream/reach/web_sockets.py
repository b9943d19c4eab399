"""The websockets that a generation opened to a model, of `websockets` and of aiohttp."""

from __future__ import annotations

import asyncio
import logging
import socket
from abc import abstractmethod
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final

from .exchange import Exchange
from .loops import start_on
from .streams import OpenStream

CLOSES_WITHIN_S: Final = 1.0
"""How long the other side is given to answer a close, in seconds."""

_log = logging.getLogger(__name__)


class LoopWebSocket(OpenStream):
    """A websocket on an event loop, where it is closed."""

    def __init__(self, exchange: Exchange, websocket: Any) -> None:
        super().__init__(exchange, websocket)
        self._loop = asyncio.get_running_loop()
        self._closing: asyncio.Future[None] | Future[None] | None = None

    @property
    def is_over(self) -> bool:
        return super().is_over if self._closing is None else self._closing.done()

    def close(self, *, is_again: bool) -> bool:
        websocket = self._stream()
        if self._closing is not None or websocket is None:
            return False
        self._closing = start_on(self._loop, self._resources.loop, self._close(websocket))
        return self._closing is not None

    async def _close(self, websocket: Any) -> None:
        try:
            await asyncio.wait_for(websocket.close(), CLOSES_WITHIN_S)
        except Exception as error:  # noqa: BLE001  what fails at its end has ended
            _log.debug("A websocket failed while it was closed: %r", error)
        finally:
            self.abort(websocket)
            self._resources.discard(self)

    @staticmethod
    @abstractmethod
    def abort(websocket: Any) -> None:
        """End its connection, if it has not ended. Neither waits nor raises."""


class WebsocketsWebSocket(LoopWebSocket):
    """Of `websockets.asyncio`."""

    @staticmethod
    def is_closed(websocket: Any) -> bool:
        return bool(websocket.state.name == "CLOSED")

    @staticmethod
    def abort(websocket: Any) -> None:
        websocket.transport.abort()


class AiohttpWebSocket(LoopWebSocket):
    """Of aiohttp."""

    @staticmethod
    def is_closed(websocket: Any) -> bool:
        return bool(websocket.closed)

    @staticmethod
    def abort(websocket: Any) -> None:
        transport = websocket.get_extra_info("transport")
        response = getattr(websocket, "_response", None)
        for one in (transport, response):
            if one is not None:
                one.close()


class ThreadWebSocket(OpenStream):
    """Of `websockets.sync`. A close of its own would wait for the other side's answer."""

    @staticmethod
    def is_closed(websocket: Any) -> bool:
        return bool(websocket.state.name == "CLOSED")

    def interrupt(self) -> bool:
        super().interrupt()
        return self.is_own and self.close(is_again=False)

    def close(self, *, is_again: bool) -> bool:
        websocket = self._stream()
        if websocket is None:
            return False
        shut_down(websocket)
        self._resources.discard(self)
        return True


def shut_down(websocket: Any) -> None:
    """End the connection of a websocket of `websockets.sync`, which wakes who waits for it."""
    with suppress(OSError):
        # The class's own: that of an SSLSocket takes away what is read with.
        socket.socket.shutdown(websocket.socket, socket.SHUT_RDWR)
