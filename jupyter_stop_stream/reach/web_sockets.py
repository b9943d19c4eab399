"""The websockets that a generation opened to a model, of `websockets` and of aiohttp.

A websocket may serve many. It is the generation's own if what works for the generation opened it,
nobody else has used it since, and nobody else waits for what it brings, as the reader does that a
client made in the background for all of its callers.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import weakref
from abc import abstractmethod
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final

from .exchange import Exchange, PartOfExchange
from .loops import start_on
from .owner import Owner, owner

CLOSES_WITHIN_S: Final = 1.0
"""How long the other side is given to answer a close, in seconds."""

_HELD: Final = "_stop_stream_held"

_log = logging.getLogger(__name__)


class WebSocket(PartOfExchange):
    """An open websocket. It is kept weakly, and keeps this no longer than its generation does.

    Args:
        exchange: The request that opened it.
        websocket: The library's object.
    """

    def __init__(self, exchange: Exchange, websocket: Any) -> None:
        super().__init__(exchange)
        self._websocket = weakref.ref(websocket)
        self._receivers: list[Owner] = []
        self._serves_others = False
        setattr(websocket, _HELD, weakref.ref(self))

    @property
    def is_own(self) -> bool:
        is_shared = self._serves_others or not all(one.works_for_it for one in self._receivers)
        return super().is_own and not is_shared

    @property
    def is_over(self) -> bool:
        websocket = self._websocket()
        return websocket is None or self.is_closed(websocket)

    def interrupt(self) -> bool:
        self.exchange.note_stop()
        return False

    def note_use(self) -> Owner | None:
        """Called when it is used. Who uses it, of its generation; `None` for others."""
        who = owner()
        if who is not None and who.generation is self.exchange.owner.generation:
            return who
        self._serves_others = True
        return None

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """While somebody waits for what it brings."""
        who = self.note_use()
        if who is None:
            yield
            return
        self._receivers.append(who)
        try:
            yield
        finally:
            self._receivers.remove(who)

    @staticmethod
    @abstractmethod
    def is_closed(websocket: Any) -> bool:
        """Whether it has been closed."""


class LoopWebSocket(WebSocket):
    """A websocket on an event loop, where it is closed."""

    def __init__(self, exchange: Exchange, websocket: Any) -> None:
        super().__init__(exchange, websocket)
        self._loop = asyncio.get_running_loop()
        self._closing: asyncio.Future[None] | Future[None] | None = None

    @property
    def is_over(self) -> bool:
        return super().is_over if self._closing is None else self._closing.done()

    def close(self, *, is_again: bool) -> bool:
        websocket = self._websocket()
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


class ThreadWebSocket(WebSocket):
    """Of `websockets.sync`. A close of its own would wait for the other side's answer."""

    @staticmethod
    def is_closed(websocket: Any) -> bool:
        return bool(websocket.state.name == "CLOSED")

    def interrupt(self) -> bool:
        super().interrupt()
        return self.is_own and self.close(is_again=False)

    def close(self, *, is_again: bool) -> bool:
        websocket = self._websocket()
        if websocket is None:
            return False
        with suppress(OSError):
            socket.socket.shutdown(websocket.socket, socket.SHUT_RDWR)
        self._resources.discard(self)
        return True


def hold(exchange: Exchange | None, kind: type[WebSocket], websocket: Any) -> None:
    """Have the generation that opened a websocket hold it; without an exchange there is none."""
    if exchange is not None:
        exchange.owner.hold(kind(exchange, websocket))


def held_as(websocket: Any) -> WebSocket | None:
    """What a generation holds a websocket as, if one does."""
    held: weakref.ref[WebSocket] | None = vars(websocket).get(_HELD)
    return None if held is None else held()
