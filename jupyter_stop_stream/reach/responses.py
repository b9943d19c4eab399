"""The responses that a generation has open in asynchronous HTTP clients.

A stream that is parked at a `yield` when its task ends keeps its request open until it is garbage.
Closing the response ends the request in every case that was tried.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Final

import wrapt

from ..generations import Held, Resources, shared
from ..protocol import Resource
from ..protocol.errors import GenerationStopped
from .holder import holder, refuse_request

HTTPX: Final = ("httpx", "httpx2")
"""The packages of the httpx family; the SDKs of OpenAI, Anthropic, Ollama and most of LangChain
stand on one of them."""

_log = logging.getLogger(__name__)


class OpenResponse(Held):
    """A response that is read, or that nobody reads any more.

    Args:
        response: Kept weakly.
        is_closed: Whether a response is closed.
        close: Closes a response.
        resources: Those of the generation.
    """

    kind: ClassVar[Resource] = "request"

    def __init__(
        self,
        response: Any,
        is_closed: Callable[[Any], bool],
        close: Callable[[Any], Awaitable[None]],
        resources: Resources,
    ) -> None:
        self._response = weakref.ref(response)
        self._is_closed = is_closed
        self._close = close
        self._resources = resources
        self._closing: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        if self._closing is not None:
            return self._closing.done()
        response = self._response()
        return response is None or self._is_closed(response)

    def close(self, *, is_again: bool) -> bool:
        response = self._response()
        if response is None or self._closing is not None:
            return False
        self._closing = asyncio.ensure_future(self._run(response))
        self._closing.add_done_callback(lambda _: self._resources.discard(self))
        return True

    async def _run(self, response: Any) -> None:
        try:
            await self._close(response)
        except Exception as error:  # noqa: BLE001  a connection that fails at its end has ended
            _log.debug("A response failed while it was closed: %r", error)


def record_httpx(module: Any) -> None:
    """Wrap `AsyncClient.send` of a package of the httpx family. Called when it is imported."""

    def is_closed(response: Any) -> bool:
        return bool(response.is_closed)

    async def close(response: Any) -> None:
        await response.aclose()

    def method_of(request: Any, *_: Any, **__: Any) -> str:
        return str(request.method)

    _record(module.AsyncClient, "send", method_of, is_closed, close)


def record_aiohttp(module: Any) -> None:
    """Wrap `ClientSession._request`, which all of its methods call. Called when it is imported."""

    def is_closed(response: Any) -> bool:
        return bool(response.closed)

    async def close(response: Any) -> None:
        response.close()

    def method_of(method: str, *_: Any, **__: Any) -> str:
        return method

    _record(module.ClientSession, "_request", method_of, is_closed, close)
    _share(module.TCPConnector, "_resolve_host")


def _share(connector_class: type, name: str) -> None:
    """Run a method outside of the generation that calls it. All requests to the same host wait
    for one look-up of its name, and its cancel would reach them all.
    """
    if not hasattr(connector_class, name):
        return

    def wrapper(
        wrapped: Callable[..., Awaitable[Any]], instance: Any, args: Any, kwargs: Any
    ) -> Awaitable[Any]:
        if holder() is None:
            return wrapped(*args, **kwargs)
        return shared(lambda: wrapped(*args, **kwargs))

    wrapt.wrap_function_wrapper(connector_class, name, wrapper)


def _record(
    client_class: type,
    name: str,
    method_of: Callable[..., str],
    is_closed: Callable[[Any], bool],
    close: Callable[[Any], Awaitable[None]],
) -> None:
    async def recorded(
        wrapped: Callable[..., Awaitable[Any]], args: Any, kwargs: Any, generation: Any
    ) -> Any:
        try:
            refuse_request(generation, method_of(*args, **kwargs))
        except GenerationStopped:
            # Code that swallows this and asks again at once is to leave the event loop its turn.
            await asyncio.sleep(0)
            raise
        response = await wrapped(*args, **kwargs)
        if generation.cancel_called:
            # The cancel was lost on the way here.
            await close(response)
            raise GenerationStopped("This generation was stopped.")
        resources = generation.resources
        resources.add(OpenResponse(response, is_closed, close, resources))
        return response

    def wrapper(
        wrapped: Callable[..., Awaitable[Any]], instance: Any, args: Any, kwargs: Any
    ) -> Awaitable[Any]:
        generation = holder()
        if generation is None:
            return wrapped(*args, **kwargs)
        return recorded(wrapped, args, kwargs, generation)

    wrapt.wrap_function_wrapper(client_class, name, wrapper)
