"""How the asynchronous HTTP clients are spoken to, and where they are wrapped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import wrapt

from ..generations.shared import outside
from .exchange import Exchange, new_exchange
from .responses import Client, record
from .starting import owner

HTTPX: Final = ("httpx", "httpx2")
"""The packages of the httpx family; the SDKs of OpenAI, Anthropic, Ollama, Google, Hugging Face
and most of LangChain stand on one of them."""

SWITCHING_PROTOCOLS: Final = 101


class HttpxClient(Client):
    """Of httpx and httpx2.

    Args:
        module: The package.
    """

    def __init__(self, module: Any) -> None:
        self._not_read: type[Exception] = module.RequestNotRead

    def exchange(self, request: Any, *_: Any, **__: Any) -> Exchange | None:
        try:
            body = request.content
        except self._not_read:
            body = None
        return new_exchange(request.method, request.url, request.headers, body)

    def content_type(self, response: Any) -> str:
        return str(response.headers.get("content-type", ""))

    def is_closed(self, response: Any) -> bool:
        return bool(response.is_closed)

    async def close(self, response: Any) -> None:
        await response.aclose()


class AiohttpSession(Client):
    """Of aiohttp."""

    def exchange(
        self,
        method: str,
        url: Any,
        *,
        json: Any = None,
        data: Any = None,
        headers: Any = None,
        **_: Any,
    ) -> Exchange | None:
        by_name = {str(name).lower(): str(value) for name, value in dict(headers or {}).items()}
        return new_exchange(method, url, by_name, _body(json, data))

    def content_type(self, response: Any) -> str:
        return str(response.content_type or "")

    def is_closed(self, response: Any) -> bool:
        # From then on the connection is a websocket's.
        return bool(response.closed) or response.status == SWITCHING_PROTOCOLS

    async def close(self, response: Any) -> None:
        response.close()


def record_httpx(module: Any) -> None:
    """Wrap `AsyncClient.send` of a package of the httpx family. Called when it is imported."""
    record(module.AsyncClient, "send", HttpxClient(module))


def record_aiohttp(module: Any) -> None:
    """Wrap `ClientSession._request`, which all of its methods call. Called when it is imported."""
    record(module.ClientSession, "_request", AiohttpSession())
    if hasattr(module.TCPConnector, "_resolve_host"):
        wrapt.wrap_function_wrapper(module.TCPConnector, "_resolve_host", _outside)


def _outside(
    wrapped: Callable[..., Awaitable[Any]], _: Any, args: Any, kwargs: Any
) -> Awaitable[Any]:
    # All requests to the same host wait for one look-up of its name, and a cancel of one of them
    # would reach them all.
    if owner() is None:
        return wrapped(*args, **kwargs)
    return asyncio.shield(outside(lambda: wrapped(*args, **kwargs)))


def _body(json: Any, data: Any) -> bytes | None:
    if isinstance(json, dict):
        # What of it can show anything: its names, and what is true.
        shown = (f'"{key}":{"true" if value is True else "0"}' for key, value in json.items())
        return ",".join(shown).encode()
    if isinstance(data, str):
        return data.encode()
    return data if isinstance(data, bytes) else None
