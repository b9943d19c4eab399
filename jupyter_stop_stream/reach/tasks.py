"""The tasks that a generation makes, by a task factory on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any, ClassVar

from ..generations import Generation, Held, current_generation
from ..protocol import Resource
from .holder import holder


class ChildTask(Held):
    """A task that a generation made.

    Args:
        task: The task.
        parent: The task that made it.
        generation: Whose it is.
    """

    kind: ClassVar[Resource] = "task"

    def __init__(
        self,
        task: asyncio.Task[Any],
        parent: asyncio.Task[Any] | None,
        generation: Generation,
    ) -> None:
        self._task = task
        self._parent = parent
        self._generation = generation
        self._is_clean_up = generation.cancel_called
        task.add_done_callback(lambda _: generation.resources.discard(self))

    @property
    def is_over(self) -> bool:
        return self._task.done()

    def close(self, *, is_again: bool) -> bool:
        parent = self._parent
        if parent is not None and parent is not self._generation.task and not parent.done():
            # The top-most are cancelled, and cancel what they await.
            return False
        if not is_again and self._has_its_turn():
            return False
        return self._task.cancel()

    def _has_its_turn(self) -> bool:
        """Whether a cancel now could abort the clean-up that an earlier one began."""
        root = self._generation.task
        is_awaited = root is not None and not root.done()
        return is_awaited or self._is_clean_up or _is_cancelled_already(self._task)


class TaskFactory:
    """Passes through to the factory that was there, and notes whose the task is.

    Outside of a generation it costs the lookup of a context variable.
    """

    def __init__(self, before: Callable[..., Any] | None) -> None:
        self._before = before

    def __call__(self, loop: asyncio.AbstractEventLoop, coro: Any, **kwargs: Any) -> Any:
        """Called by the event loop for each task, with what `create_task` was given."""
        if self._before is None:
            made = asyncio.Task(coro, loop=loop, **kwargs)
        else:
            made = self._before(loop, coro, **kwargs)
        if current_generation.get() is not None or "context" in kwargs:
            self._note(loop, made, kwargs.get("context"))
        return made

    def _note(
        self, loop: asyncio.AbstractEventLoop, made: asyncio.Task[Any], context: Context | None
    ) -> None:
        generation = holder(context)
        # The first one is the generation's own.
        if generation is not None and generation.state != "queued" and not made.done():
            generation.resources.add(ChildTask(made, asyncio.current_task(loop), generation))


def record_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Put the factory on an event loop, unless it is there."""
    before = loop.get_task_factory()
    if not isinstance(before, TaskFactory):
        loop.set_task_factory(TaskFactory(before))


def _is_cancelled_already(task: asyncio.Task[Any]) -> bool:
    # Python 3.10 does not tell.
    cancelling: Callable[[], int] | None = getattr(task, "cancelling", None)
    return cancelling is not None and cancelling() > 0
