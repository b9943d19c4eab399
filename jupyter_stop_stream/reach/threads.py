"""The calls that a generation has running in threads, by the event loop's `run_in_executor`.

`asyncio.to_thread` goes through it. A thread cannot be ended from outside: what it has open is
closed, its writes and its requests are refused, and whether it runs on is told.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar

from ..generations import Held, Resources
from ..protocol import Resource
from .holder import holder


class ThreadCall(Held):
    """A call that a generation made in a thread.

    Args:
        resources: Those of the generation.
    """

    kind: ClassVar[Resource] = "thread"

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._has_begun = False
        self._is_over = False

    @property
    def is_over(self) -> bool:
        return self._is_over

    def close(self, *, is_again: bool) -> bool:
        return False

    def run(self, function: Callable[[], Any]) -> Any:
        """Call `function` in this thread."""
        self._has_begun = True
        try:
            return function()
        finally:
            self._end()

    def on_done(self, future: asyncio.Future[Any]) -> None:
        """Called on the event loop when nobody waits for the call any more."""
        if future.cancelled() and not self._has_begun:
            self._end()

    def _end(self) -> None:
        self._is_over = True
        self._resources.discard(self)


def record_threads(loop: asyncio.AbstractEventLoop) -> None:
    """Replace `run_in_executor` of this event loop, unless it was."""
    before = loop.run_in_executor
    if getattr(before, "is_recorded", False):
        return

    def run_in_executor(
        executor: Executor | None, function: Callable[..., Any], *arguments: Any
    ) -> asyncio.Future[Any]:
        generation = holder()
        # What goes to another process is pickled, and has no context there.
        is_thread = executor is None or isinstance(executor, ThreadPoolExecutor)
        if generation is None or not is_thread:
            return before(executor, function, *arguments)
        call = ThreadCall(generation.resources)
        generation.resources.add(call)
        in_context = partial(contextvars.copy_context().run, function, *arguments)
        try:
            future = before(executor, call.run, in_context)
        except BaseException:
            generation.resources.discard(call)
            raise
        future.add_done_callback(call.on_done)
        return future

    run_in_executor.is_recorded = True  # type: ignore[attr-defined]
    loop.run_in_executor = run_in_executor  # type: ignore[method-assign,assignment]
