"""The tasks that a generation makes, by a task factory on the event loop.

A task is **awaited** while the generation's task waits for it, and ends with that. One that nobody
awaits is an **orphan**: it may be the answer's own, such as a child that streams the model, or be
everybody's, such as the worker of a library that was made on the way. An orphan is the answer's
own by what it does: a request of the answer's is open in it, or it goes on to ask the model or to
write the reply. What was begun after the stop, or was cancelled already, is **cleaning up**.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import Callable
from contextvars import Context
from functools import partial
from types import CellType, CodeType
from typing import Any, ClassVar, Final

from ..generations import Generation, current_generation
from ..generations.running import child_of, enter_task
from ..protocol import Resource
from .owner import Starter, is_part
from .waiting import waiters

WRITES_FOR_S: Final = 5.0
"""How long after its last write to the reply a task counts as writing it, in seconds."""

_EAGER_CODE: Final[Any] = getattr(getattr(asyncio, "eager_task_factory", None), "__code__", None)

REPEAT_AFTER_S: Final = (0.0, 0.25, 1.0, 2.0)
"""When an orphan that turns out to be the answer's own after that has ended is cancelled."""


class ChildTask(Starter):
    """A task that a generation made.

    Args:
        task: The task; kept weakly, as whatever it waits for keeps it.
        generation: Whose it is.
    """

    kind: ClassVar[Resource] = "task"

    def __init__(self, task: asyncio.Task[Any], generation: Generation) -> None:
        super().__init__()
        self.generation = generation
        self._task = weakref.ref(task)
        self._was_awaited = False
        self._is_late = generation.cancel_called
        self._is_claimed = False
        self._wrote_at: float | None = None
        task.add_done_callback(lambda _: generation.resources.discard(self))

    @property
    def is_over(self) -> bool:
        task = self._task()
        return task is None or task.done()

    @property
    def is_awaited(self) -> bool:
        """Whether the generation's task waits for it, or did when it was last looked at. Who waits
        through a shield does not want it to be cancelled with itself.
        """
        self._look()
        return self._was_awaited

    @property
    def is_needed_by_others(self) -> bool:
        return any(not is_part(waiter, self.generation) for waiter in self._waiters())

    @property
    def is_own(self) -> bool:
        if self._is_claimed:
            return True
        is_answering = self.has_own_open or (self._writes and not self.generation.is_interrupted)
        return is_answering and not self.is_needed_by_others

    @property
    def is_clean_up(self) -> bool:
        return self._is_late and not self._is_claimed

    def interrupt(self) -> bool:
        # Once the generation's task is cancelled, nobody can tell any more what it waited for.
        self._look()
        return False

    def close(self, *, is_again: bool) -> bool:
        task = self._task()
        if task is None or any(map(self._will_cancel, self._waiters(through_shields=False))):
            return False
        if not is_again and self._has_its_turn(task):
            return False
        return task.cancel()

    def note_write(self) -> None:
        self._wrote_at = time.monotonic()
        if self.generation.is_interrupted:
            self.claim()

    def claim(self) -> None:
        if self._is_claimed or self.is_needed_by_others:
            return
        self._is_claimed = True
        self.generation.resources.notice()
        if not self.generation.is_live:
            # There is no ladder any more.
            for delay_s in REPEAT_AFTER_S:
                self.generation.resources.loop.call_later(delay_s, self._cancel, context=Context())

    @property
    def _writes(self) -> bool:
        return self._wrote_at is not None and time.monotonic() - self._wrote_at < WRITES_FOR_S

    def _look(self) -> None:
        self._was_awaited = self._was_awaited or self._reaches_root({self})

    def _reaches_root(self, seen: set[ChildTask]) -> bool:
        for waiter in self._waiters(through_shields=False):
            if waiter is self.generation.task:
                return True
            child = child_task(waiter, self.generation)
            if child is not None and child not in seen:
                seen.add(child)
                if child._was_awaited or child._reaches_root(seen):
                    return True
        return False

    def _will_cancel(self, waiter: asyncio.Task[Any]) -> bool:
        """Whether a task that waits for this one passes a cancel on to it."""
        if waiter is self.generation.task:
            return True
        child = child_task(waiter, self.generation)
        return child is not None and child.is_own

    def _waiters(self, *, through_shields: bool = True) -> set[asyncio.Task[Any]]:
        task = self._task()
        return set() if task is None else waiters(task, through_shields=through_shields)

    def _cancel(self) -> None:
        task = self._task()
        if task is not None:
            task.cancel()

    def _has_its_turn(self, task: asyncio.Task[Any]) -> bool:
        """Whether a cancel now could abort the clean-up that an earlier one began."""
        root = self.generation.task
        is_awaited = self._was_awaited and root is not None and not root.done()
        return is_awaited or _is_cancelled_already(task)


class TaskFactory:
    """Passes through to the factory that was there, and notes whose the task is.

    Outside of a generation it costs the lookup of a context variable.

    In the place of asyncio's eager factory it looks like that: anyio, and so httpx, knows it by its
    code, and makes tasks that must not be eager with the constructor in its closure.
    """

    __code__: CodeType
    __closure__: tuple[CellType, ...]

    def __init__(self, before: Callable[..., Any] | None) -> None:
        self._before = before
        code: Any = getattr(before, "__code__", None)
        closure = getattr(before, "__closure__", None)
        if code is not None and code is _EAGER_CODE and closure:
            self.__code__ = code
            self.__closure__ = (CellType(partial(self._make, closure[0].cell_contents)),)

    def __call__(self, loop: asyncio.AbstractEventLoop, coro: Any, **kwargs: Any) -> Any:
        """Called by the event loop for each task, with what `create_task` was given."""
        if self._before is None:
            return self._make(asyncio.Task, coro, loop=loop, **kwargs)
        return self._make(self._before, loop, coro, **kwargs)

    def _make(self, make: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        made = make(*args, **kwargs)
        if current_generation.get() is not None or kwargs.get("context") is not None:
            self._note(made, kwargs.get("context"))
        return made

    def _note(self, made: Any, context: Context | None) -> None:
        variable = current_generation
        generation = variable.get() if context is None else context.get(variable)
        if generation is None or not generation.is_held or made.done():
            # With eager tasks its first step, and maybe its last, is behind it.
            return
        if generation.task is not None and child_of(made) is None:
            # Else it is the generation's own, or was adopted in its first step.
            _enter(made, generation)


def record_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Put the factory on an event loop, unless it is there."""
    before = loop.get_task_factory()
    if not isinstance(before, TaskFactory):
        loop.set_task_factory(TaskFactory(before))


def adopted(task: asyncio.Task[Any], generation: Generation) -> ChildTask | None:
    """The child that a task in a generation's context is which the factory has not been told of
    yet: an eager one takes its first step before. `None` where tasks are not recorded.
    """
    loop = task.get_loop()
    if loop is not generation.resources.loop or not generation.is_held:
        return None
    return _enter(task, generation) if isinstance(loop.get_task_factory(), TaskFactory) else None


def child_task(task: asyncio.Task[Any], generation: Generation) -> ChildTask | None:
    """The child that a task is, of a generation."""
    child = child_of(task)
    return child if isinstance(child, ChildTask) and child.generation is generation else None


def _is_cancelled_already(task: asyncio.Task[Any]) -> bool:
    # Python 3.10 does not tell.
    cancelling: Callable[[], int] | None = getattr(task, "cancelling", None)
    return cancelling is not None and cancelling() > 0


def _enter(task: asyncio.Task[Any], generation: Generation) -> ChildTask:
    child = ChildTask(task, generation)
    enter_task(task, child)
    generation.resources.add(child)
    return child
