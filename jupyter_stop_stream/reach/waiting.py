"""Who waits for a task or a future: what shows that others need it.

The event loop's own machinery is asked: what is called when a future is done. A task that awaits
it is woken, `gather`, `wait`, `wait_for` and `shield` pass the news on to a future of theirs, and
a task group to that of its exit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import FrameType
from typing import Any, Final

MOST_LOOKED_AT: Final = 64
"""Of a list or a mapping in a frame, so many items are looked at."""

_WAKES: Final = "wakeup"
_SHIELD: Final = "shield.<locals>"


def waiters(future: asyncio.Future[Any], *, through_shields: bool = True) -> set[asyncio.Task[Any]]:
    """The tasks that are waiting for a task or a future.

    Args:
        future: What they wait for.
        through_shields: Whether who waits through `asyncio.shield` counts.
    """
    found: set[asyncio.Task[Any]] = set()
    seen: set[int] = set()
    todo = [future]
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        for callback, _ in getattr(one, "_callbacks", None) or ():
            if not through_shields and getattr(callback, "__qualname__", "").startswith(_SHIELD):
                continue
            woken = getattr(callback, "__self__", None)
            if isinstance(woken, asyncio.Task) and _WAKES in getattr(callback, "__name__", ""):
                found.add(woken)
            else:
                todo.extend(_passes_on_to(callback))
    return found


def waited_for_in(frame: FrameType | None) -> Iterator[asyncio.Future[Any]]:
    """The futures that a frame and those that called it in the same task refer to, such as those
    of the callers whose requests a worker is about to serve.
    """
    while frame is not None and frame.f_globals.get("__name__") != "asyncio.events":
        for value in tuple(frame.f_locals.values()):
            yield from _futures_of(value)
        frame = frame.f_back


def _passes_on_to(callback: Callable[..., object]) -> Iterator[asyncio.Future[Any]]:
    if isinstance(callback, partial):
        yield from filter(_is_plain, callback.args)
        return
    refers_to = [getattr(callback, "__self__", None)]
    for cell in getattr(callback, "__closure__", None) or ():
        try:
            refers_to.append(cell.cell_contents)
        except ValueError:  # not assigned yet
            continue
    for one in refers_to:
        # What a task group's exit waits for, asyncio's and anyio's.
        future = one if _is_plain(one) else getattr(one, "_on_completed_fut", None)
        if future is not None and _is_plain(future):
            yield future


def _futures_of(value: object, *, is_nested: bool = False) -> Iterator[asyncio.Future[Any]]:
    if _is_plain(value):
        yield value  # type: ignore[misc]
    elif is_nested:
        return
    elif isinstance(value, dict):
        yield from _each(value.values())
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from _each(value)
    else:
        try:
            # Not `vars`: a proxy would be asked for what it stands for, and may fail.
            attributes = object.__getattribute__(value, "__dict__")
        except AttributeError:
            return
        yield from _each(attributes.values())


def _each(values: Iterable[object]) -> Iterator[asyncio.Future[Any]]:
    for value, _ in zip(tuple(values), range(MOST_LOOKED_AT), strict=False):
        inner = value if isinstance(value, (list, tuple)) else (value,)
        for one in inner[:MOST_LOOKED_AT]:
            yield from _futures_of(one, is_nested=True)


def _is_plain(value: object) -> bool:
    """Whether it is a future and not a task."""
    return asyncio.isfuture(value) and not isinstance(value, asyncio.Task)
