"""The requests that a generation has open in asynchronous HTTP clients.

A stream that is parked at a `yield` when its task ends keeps its request open until it is garbage.
Closing the response ends it. A request on an event loop of another thread is ended there, where
its client is.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import wrapt

from ..generations import current_generation
from ..generations.running import current_task
from ..protocol.errors import GenerationStopped
from .exchange import Exchange, PartOfExchange, current_exchange
from .loops import start_on

_log = logging.getLogger(__name__)


class Client(ABC):
    """One kind of client. Its methods neither block nor raise unless they say so."""

    @abstractmethod
    def exchange(self, *args: Any, **kwargs: Any) -> Exchange | None:
        """What the client's method is about to do, with its arguments; `None` for what no
        generation holds.
        """

    @abstractmethod
    def content_type(self, response: Any) -> str:
        """The type of contents that a response says it has."""

    @abstractmethod
    def is_closed(self, response: Any) -> bool:
        """Whether a response is over."""

    @abstractmethod
    async def close(self, response: Any) -> None:
        """Close a response. May raise what the client raises."""


class OpenRequest(PartOfExchange):
    """From the sending of a request to the end of its response.

    Args:
        exchange: What it is part of.
        client: Whose request it is.
    """

    def __init__(self, exchange: Exchange, client: Client) -> None:
        super().__init__(exchange)
        self._client = client
        self._loop = asyncio.get_running_loop()
        self._task = current_task()
        self._response: Callable[[], Any] | None = None
        self._closing: asyncio.Future[None] | Future[None] | None = None
        self._is_over = False

    @property
    def is_over(self) -> bool:
        if self._is_over or self._response is None:
            return self._is_over
        if self._closing is not None:
            return self._closing.done()
        response = self._response()
        return response is None or self._client.is_closed(response)

    def take(self, response: Any) -> None:
        """The response is there. It is kept weakly: nobody closes what is garbage."""
        self._task = None
        self._response = weakref.ref(response, lambda _: self.release())

    def release(self) -> None:
        """There is nothing left to end."""
        self._is_over = True
        self._task = None
        self._resources.discard(self)

    def interrupt(self) -> bool:
        self.exchange.note_stop()
        return self.is_own and self._is_elsewhere and self._cancel_elsewhere()

    def close(self, *, is_again: bool) -> bool:
        response = None if self._response is None else self._response()
        if response is None:
            # Its task is cancelled, and gives it up.
            return is_again and self._is_elsewhere and self._cancel_elsewhere()
        if self._closing is not None:
            return False
        self._closing = start_on(self._loop, self._resources.loop, self._close(response))
        return self._closing is not None

    @property
    def _is_elsewhere(self) -> bool:
        return self._loop is not self._resources.loop

    def _cancel_elsewhere(self) -> bool:
        task = self._task
        if task is None or self._loop.is_closed():
            return False
        with suppress(RuntimeError):  # closed in between
            self._loop.call_soon_threadsafe(task.cancel)
        return True

    async def _close(self, response: Any) -> None:
        try:
            await self._client.close(response)
        except Exception as error:  # noqa: BLE001  a connection that fails at its end has ended
            _log.debug("A response failed while it was closed: %r", error)
        finally:
            self.release()


def record(client_class: type, name: str, client: Client) -> None:
    """Wrap the method of a client that all of its requests go through."""

    def wrapper(
        wrapped: Callable[..., Awaitable[Any]], _: Any, args: Any, kwargs: Any
    ) -> Awaitable[Any]:
        is_outside = current_generation.get() is None
        exchange = None if is_outside else client.exchange(*args, **kwargs)
        if exchange is None:
            return wrapped(*args, **kwargs)
        return _recorded(client, exchange, lambda: wrapped(*args, **kwargs))

    wrapt.wrap_function_wrapper(client_class, name, wrapper)


async def _recorded(client: Client, exchange: Exchange, send: Callable[[], Awaitable[Any]]) -> Any:
    """Send a request that a generation's code makes.

    Raises:
        GenerationStopped: The generation was stopped, and this would ask its model again, or the
            cancel was lost while it was sent.
    """
    try:
        exchange.refuse()
    except GenerationStopped:
        # Code that swallows this and asks again at once is to leave the event loop its turn.
        await asyncio.sleep(0)
        raise
    request = OpenRequest(exchange, client)
    exchange.hold(request)
    token = current_exchange.set(exchange)
    try:
        response = await send()
    except BaseException:
        request.release()
        raise
    finally:
        with suppress(ValueError):  # closed by another context, as by the garbage collector
            current_exchange.reset(token)
    request.take(response)
    exchange.note_response(client.content_type(response))
    if exchange.is_cut_off:
        await client.close(response)
        raise GenerationStopped("This generation was stopped.")
    return response
