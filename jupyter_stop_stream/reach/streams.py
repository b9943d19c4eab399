"""The streams that a generation opened and that others may use too: websockets and calls of gRPC.

One is the generation's own if what works for the generation opened it, nobody else has used it
since, and nobody else waits for what it brings, as the reader does that a client made in the
background for all of its callers.
"""

from __future__ import annotations

import weakref
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Final

import wrapt

from .exchange import Exchange, PartOfExchange
from .owner import Owner
from .starting import owner

_HELD: Final = "_stop_stream_held"


class OpenStream(PartOfExchange):
    """What brings a stream, until it is closed. It is kept weakly, and keeps this no longer than
    its generation does.

    Args:
        exchange: The request that opened it.
        stream: The library's object.
    """

    def __init__(self, exchange: Exchange, stream: Any) -> None:
        super().__init__(exchange)
        self._stream = weakref.ref(stream)
        self._receivers: list[Owner] = []
        self._serves_others = False
        setattr(stream, _HELD, weakref.ref(self))

    @property
    def is_own(self) -> bool:
        is_shared = self._serves_others or not all(
            one.works_for_it for one in tuple(self._receivers)
        )
        return super().is_own and not is_shared

    @property
    def is_over(self) -> bool:
        stream = self._stream()
        return stream is None or self.is_closed(stream)

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
    def is_closed(stream: Any) -> bool:
        """Whether it has been closed."""


def hold(exchange: Exchange | None, kind: type[OpenStream], stream: Any) -> None:
    """Have the generation that opened a stream hold it; without an exchange there is none."""
    if exchange is not None:
        exchange.hold(kind(exchange, stream))


def held_as(stream: Any) -> OpenStream | None:
    """What a generation holds a stream as, if one does."""
    held: weakref.ref[OpenStream] | None = vars(stream).get(_HELD)
    return None if held is None else held()


def has_all(module: Any, *methods: str) -> bool:
    """Whether a module has all of these, by `Class.name`. Without what shows that others use a
    stream, none is held.
    """
    try:
        attrgetter(*methods)(module)
    except AttributeError:
        return False
    return True


def record_receiving(module: Any, method: str) -> None:
    """Wrap a method, by `Class.name`, in which a task waits for what a stream brings."""

    async def received(held: OpenStream, wrapped: Callable[[], Awaitable[Any]]) -> Any:
        with held.receiving():
            return await wrapped()

    def wrapper(wrapped: Any, stream: Any, args: Any, kwargs: Any) -> Any:
        held = held_as(stream)
        if held is None:
            return wrapped(*args, **kwargs)
        return received(held, lambda: wrapped(*args, **kwargs))

    wrapt.wrap_function_wrapper(module, method, wrapper)


def record_receiving_in_threads(module: Any, method: str) -> None:
    """Wrap a method, by `Class.name`, in which a thread waits for what a stream brings."""

    def wrapper(wrapped: Any, stream: Any, args: Any, kwargs: Any) -> Any:
        held = held_as(stream)
        if held is None:
            return wrapped(*args, **kwargs)
        with held.receiving():
            return wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(module, method, wrapper)


def record_use(module: Any, method: str) -> None:
    """Wrap a method, by `Class.name`, that shows who uses a stream."""

    def wrapper(wrapped: Any, stream: Any, args: Any, kwargs: Any) -> Any:
        held = held_as(stream)
        if held is not None:
            held.note_use()
        return wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(module, method, wrapper)
