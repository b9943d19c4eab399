"""What a generation holds beside its task: what a stop has to end, and what it may leave behind."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Final, Protocol

from ..protocol import Resource

PRUNE_AT: Final = 64
"""How many things are held before those that are over are looked for."""


class Held(ABC):
    """Something that a generation started and that may outlive its task.

    It refers to what it stands for as weakly as it can: what nobody else keeps is garbage, and
    need not be closed.
    """

    kind: ClassVar[Resource]

    @property
    @abstractmethod
    def is_over(self) -> bool:
        """Whether there is nothing left to end."""

    def interrupt(self) -> bool:
        """End it in the tick of the cancel, or at once where it is held later, if that can be done
        without harm to clean-up. Called on the event loop; neither blocks nor raises.

        Returns:
            Whether anything was done.
        """
        return False

    @abstractmethod
    def close(self, *, is_again: bool) -> bool:
        """Begin to end it. Called on the event loop by the stop ladder, when the generation's own
        task has had its turn, and again with room between for as long as it is not over. Neither
        blocks nor raises. Where it ends later, `Resources.discard` is called then.

        Returns:
            Whether anything was done.
        """


class Resources:
    """What one generation holds. May be used from any thread unless it says otherwise.

    Args:
        loop: The event loop of the generation.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.closed: set[Resource] = set()
        """What the stop had to end."""
        self._loop = loop
        self._loop_thread = threading.get_ident()
        # Reentrant: what is garbage collected in here may close a response.
        self._lock = threading.RLock()
        self._held: dict[Held, None] = {}
        self._prune_at = PRUNE_AT
        self._is_interrupted = False
        self._changed = asyncio.Event()

    @property
    def is_interrupted(self) -> bool:
        """Whether the generation's task was cancelled."""
        return self._is_interrupted

    def add(self, held: Held) -> None:
        """Hold one more thing. After the cancel it is interrupted at once."""
        with self._lock:
            if len(self._held) >= self._prune_at:
                self._prune()
                self._prune_at = PRUNE_AT + 2 * len(self._held)
            self._held[held] = None
            is_late = self._is_interrupted
        if is_late:
            self._on_loop(lambda: self._interrupt(held))

    def discard(self, held: Held) -> None:
        """Let go of what is over. Calling it twice is fine."""
        with self._lock:
            if self._held.pop(held, self) is self:
                return
        self.notice()

    def notice(self) -> None:
        """Have whoever waits in `settle` look again."""
        self._on_loop(self._changed.set)

    def open(self) -> tuple[Held, ...]:
        """What is not over, oldest first."""
        with self._lock:
            self._prune()
            return tuple(self._held)

    def interrupt(self) -> None:
        """Pass on the cancel of the generation's task. To be called on the event loop."""
        with self._lock:
            self._is_interrupted = True
            held = tuple(self._held)
        for one in held:
            self._interrupt(one)

    def close(self, held: Held, *, is_again: bool) -> None:
        """Close one of what is open. To be called on the event loop."""
        if held.close(is_again=is_again):
            self.closed.add(held.kind)

    async def settle(self, timeout_s: float | None) -> bool:
        """Wait until nothing is open, or so many seconds have passed; `None` waits for ever.

        Returns:
            Whether nothing is open.
        """
        loop = asyncio.get_running_loop()
        until = None if timeout_s is None else loop.time() + timeout_s
        while self.open():
            self._changed.clear()
            rest_s = None if until is None else until - loop.time()
            if rest_s is not None and rest_s <= 0:
                return False
            try:
                await asyncio.wait_for(self._changed.wait(), rest_s)
            except asyncio.TimeoutError:
                return not self.open()
        return True

    def clear(self) -> None:
        """Let go of everything, at the generation's end."""
        with self._lock:
            self._held.clear()

    def _interrupt(self, held: Held) -> None:
        if held.interrupt():
            self.closed.add(held.kind)

    def _on_loop(self, callback: Callable[[], object]) -> None:
        if threading.get_ident() == self._loop_thread:
            callback()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _prune(self) -> None:
        for held in tuple(self._held):
            if held.is_over:
                self._held.pop(held, None)


class Recorder(Protocol):
    """Sees to it that what is started in a generation's context is held by it."""

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by the registry before a generation begins. Calling it twice is fine."""
