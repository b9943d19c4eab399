"""In which part of a generation the code runs that is running now."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakKeyDictionary

from .resources import Held

_children: Final[WeakKeyDictionary[asyncio.Task[Any], Held]] = WeakKeyDictionary()

_thread: Final = threading.local()


def child_of(task: asyncio.Task[Any]) -> Held | None:
    """What a generation holds for this task, if it made the task."""
    return _children.get(task)


def enter_task(task: asyncio.Task[Any], child: Held) -> None:
    """Note the task that a generation made, and what it is held as."""
    _children[task] = child


@contextmanager
def in_thread(call: Held) -> Iterator[None]:
    """Note that this thread runs a call, for as long as it does."""
    before = getattr(_thread, "call", None)
    _thread.call = call
    try:
        yield
    finally:
        _thread.call = before


def current_task() -> asyncio.Task[Any] | None:
    """The task that runs in this thread, or `None`, also where there is no event loop."""
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def running() -> Held | None:
    """The child task or the call in a thread that this code is in, if it is in one of them.

    An event loop that a thread runs for itself, as `asyncio.run` does, belongs to that thread's
    call.
    """
    task = current_task()
    child = None if task is None else _children.get(task)
    if child is not None:
        return child
    call: Held | None = getattr(_thread, "call", None)
    return call
