"""The calls that a generation has running in threads.

`asyncio.to_thread` and an event loop's `run_in_executor` end in `ThreadPoolExecutor.submit`, on
every kind of event loop; anyio has threads of its own. A thread cannot be ended from outside: what
it has open is closed, its writes and its requests to the model are refused, and whether it runs on
is told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any, ClassVar

import wrapt

from ..generations import Generation, current_generation
from ..generations.running import in_thread
from ..generations.signal import current_signal
from ..protocol import Resource
from .owner import Owner, Starter
from .starting import owner


class ThreadCall(Starter):
    """A call that a generation made in a thread.

    Args:
        owner: Who made it.
    """

    kind: ClassVar[Resource] = "thread"

    def __init__(self, owner: Owner) -> None:
        super().__init__()
        self.generation = owner.generation
        self._owner = owner
        self._has_begun = False
        self._is_over = False
        self._is_late = owner.generation.cancel_called

    @property
    def has_begun(self) -> bool:
        """Whether a thread runs it, or did."""
        return self._has_begun

    @property
    def is_over(self) -> bool:
        return self._is_over

    @property
    def is_awaited(self) -> bool:
        return self._owner.is_awaited

    @property
    def is_own(self) -> bool:
        """Whether it works for the generation. That it cannot be looked into is no reason not to
        tell of it.
        """
        return self._owner.works_for_it or self.has_own_open

    @property
    def is_clean_up(self) -> bool:
        return self._is_late

    def close(self, *, is_again: bool) -> bool:
        return False

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call `function` in this thread."""
        self._has_begun = True
        try:
            with in_thread(self), _in_context_of(self.generation):
                return function(*args, **kwargs)
        finally:
            self.end()

    def end(self) -> None:
        """It runs no more. Calling it twice is fine."""
        self._is_over = True
        self.generation.resources.discard(self)


def record_executors() -> None:
    """Wrap `ThreadPoolExecutor.submit`. To be called once."""
    # From Python 3.14. What is submitted to it is pickled, and has no context there.
    in_interpreters = getattr(futures, "InterpreterPoolExecutor", ())

    def submit(
        wrapped: Callable[..., futures.Future[Any]],
        executor: futures.ThreadPoolExecutor,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> futures.Future[Any]:
        whose = owner()
        if whose is None or not whose.generation.is_held:
            return wrapped(*args, **kwargs)
        call = ThreadCall(whose)
        whose.hold(call)
        try:
            if isinstance(executor, in_interpreters):
                future = wrapped(*args, **kwargs)
            else:
                future = wrapped(call.run, *args, **kwargs)
        except BaseException:
            call.end()
            raise
        # It may have been cancelled before it began.
        future.add_done_callback(lambda _: call.end())
        return future

    wrapt.wrap_function_wrapper(futures.ThreadPoolExecutor, "submit", submit)


@contextmanager
def _in_context_of(generation: Generation) -> Iterator[None]:
    """Have code know whose it is, and nothing else of the context in which it was submitted: a
    thread's own context has what libraries keep for that thread.
    """
    its_generation = current_generation.set(generation)
    its_signal = current_signal.set(generation.signal)
    try:
        yield
    finally:
        current_signal.reset(its_signal)
        current_generation.reset(its_generation)


def record_anyio(module: Any) -> None:
    """Wrap anyio's `run_sync_in_worker_thread`. Called when its backend is imported."""

    async def recorded(
        wrapped: Callable[..., Awaitable[Any]],
        whose: Owner,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        rest: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:
        call = ThreadCall(whose)
        whose.hold(call)
        try:
            return await wrapped(call.run, (function, *args), *rest, **kwargs)
        finally:
            if not call.has_begun:
                call.end()

    def wrapper(
        wrapped: Callable[..., Awaitable[Any]], _: Any, args: Any, kwargs: Any
    ) -> Awaitable[Any]:
        whose = owner()
        if whose is None or not whose.generation.is_held or len(args) < 2:
            return wrapped(*args, **kwargs)
        function, arguments, *rest = args
        return recorded(wrapped, whose, function, arguments, tuple(rest), kwargs)

    wrapt.wrap_function_wrapper(module, "AsyncIOBackend.run_sync_in_worker_thread", wrapper)
