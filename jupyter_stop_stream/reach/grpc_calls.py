"""The calls of gRPC that bring a stream.

A synchronous call for one answer can be ended from outside by closing its channel alone, which
others use: it is left, and the thread that waits for it is told of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import wrapt

from .exchange import Exchange, new_exchange
from .streams import OpenStream, has_all, hold, record_receiving, record_receiving_in_threads

GRPC: Final = "grpc._channel"
GRPC_AIO: Final = "grpc.aio._channel"


class ThreadCallOfGrpc(OpenStream):
    """A stream that a thread reads. It can be cancelled from any thread."""

    @staticmethod
    def is_closed(stream: Any) -> bool:
        return bool(stream.done())

    def interrupt(self) -> bool:
        super().interrupt()
        return self.is_own and self.close(is_again=False)

    def close(self, *, is_again: bool) -> bool:
        stream = self._stream()
        return stream is not None and bool(stream.cancel())


class LoopCallOfGrpc(OpenStream):
    """A stream that a task reads. It is cancelled on its own event loop."""

    def __init__(self, exchange: Exchange, stream: Any) -> None:
        super().__init__(exchange, stream)
        self._loop: asyncio.AbstractEventLoop = stream._loop

    @staticmethod
    def is_closed(stream: Any) -> bool:
        return bool(stream.done())

    def close(self, *, is_again: bool) -> bool:
        stream = self._stream()
        if stream is None:
            return False
        if self._loop is self._resources.loop:
            return bool(stream.cancel())
        with suppress(RuntimeError):  # closed, and its calls with it
            self._loop.call_soon_threadsafe(stream.cancel)
        return True


def record_grpc(module: Any) -> None:
    """Wrap what begins a stream of a synchronous channel. Called when that is imported."""
    reads = "_MultiThreadedRendezvous._next"
    begins = ("_UnaryStreamMultiCallable.__call__", "_StreamStreamMultiCallable.__call__")
    if has_all(module, reads, *begins):
        record_receiving_in_threads(module, reads)
        for one in begins:
            _record_begin(module, one, ThreadCallOfGrpc)


def record_grpc_aio(module: Any) -> None:
    """Wrap what begins a stream of an asynchronous channel. Called when that is imported."""
    reads = ("UnaryStreamCall._read", "StreamStreamCall._read")
    begins = ("UnaryStreamMultiCallable.__call__", "StreamStreamMultiCallable.__call__")
    if has_all(module, *reads, *begins):
        for one in reads:
            record_receiving(module, one)
        for one in begins:
            _record_begin(module, one, LoopCallOfGrpc)


def _record_begin(module: Any, method: str, kind: type[OpenStream]) -> None:
    def begin(wrapped: Callable[..., Any], callable_: Any, args: Any, kwargs: Any) -> Any:
        exchange = new_exchange("POST", f"grpc:{_method(callable_)}", {})
        if exchange is None:
            return wrapped(*args, **kwargs)
        exchange.refuse()
        call = wrapped(*args, **kwargs)
        hold(exchange, kind, call)
        return call

    wrapt.wrap_function_wrapper(module, method, begin)


def _method(callable_: Any) -> str:
    method = getattr(callable_, "_method", b"")
    return method.decode("ascii", "replace") if isinstance(method, bytes) else str(method)
