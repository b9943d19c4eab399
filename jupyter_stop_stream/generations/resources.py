"""What a generation holds beside its task: what a stop has to end, and what it may leave behind."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar, Final, Protocol

from ..protocol import Resource

PRUNE_AT: Final = 64
"""How many things are held before those that are over are looked for."""


class Held(ABC):
    """Something that was started while a generation ran and that may outlive its task.

    It refers to what it stands for as weakly as it can: what nobody else keeps is garbage, and
    need not be closed.
    """

    kind: ClassVar[Resource]

    @property
    @abstractmethod
    def is_over(self) -> bool:
        """Whether there is nothing left to end."""

    @property
    def is_own(self) -> bool:
        """Whether there is evidence that it is the generation's own. What is not is neither ended
        nor claimed. The evidence may come later, as when it asks the model again.
        """
        return True

    @property
    def is_clean_up(self) -> bool:
        """Whether it was begun because of the stop, as the end of a session with a server is. It
        is left to end by itself, and no cancel is repeated meanwhile.
        """
        return False

    @property
    def is_left(self) -> bool:
        """Whether whoever stops wants it to go on: it is not ended, nor waited for, and is told as
        left.
        """
        return False

    @property
    def is_silent(self) -> bool:
        """Whether the generation's task was waiting for it when it was interrupted, and is told
        nothing of that until it is cancelled.
        """
        return False

    def interrupt(self) -> bool:
        """End it in the tick of the cancel, or at once where it is held later, if that can be done
        without harm to clean-up. Called on the event loop, just before the task is cancelled;
        neither blocks nor raises.

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

    def note_write(self) -> None:
        """Called when code that runs in it writes a reply of the generation. It need not care."""
        return


class Resources:
    """What one generation holds. May be used from any thread unless it says otherwise.

    Args:
        loop: The event loop of the generation.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.closed: set[Resource] = set()
        """What the stop had to end."""
        self.models: set[str] = set()
        """The endpoints of the models that were asked; see `reach/exchange.py`."""
        self.cut_off: set[str] = set()
        """The endpoints of what the generation's task was waiting for when it was stopped."""
        self._loop = loop
        self._loop_thread = threading.get_ident()
        # Reentrant: what is garbage collected in here may close a response.
        self._lock = threading.RLock()
        self._held: dict[Held, None] = {}
        self._prune_at = PRUNE_AT
        self._is_interrupted = False
        self._changed = asyncio.Event()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of the generation."""
        return self._loop

    def add(self, held: Held) -> None:
        """Hold one more thing. After the cancel it is interrupted at once, if it is no clean-up."""
        with self._lock:
            if len(self._held) >= self._prune_at:
                self._prune()
                self._prune_at = PRUNE_AT + 2 * len(self._held)
            self._held[held] = None
            is_late = self._is_interrupted
        if is_late:
            self._on_loop(lambda: self._interrupt(held))
        self.notice()

    def discard(self, held: Held) -> None:
        """Let go of what is over. Calling it twice is fine."""
        with self._lock:
            if self._held.pop(held, self) is self:
                return
        self.notice()

    def notice(self) -> None:
        """Have whoever waits for a change look again."""
        self._on_loop(self._changed.set)

    def open(self, *kinds: Resource) -> tuple[Held, ...]:
        """What is known to be the generation's own and is not over, of these kinds or of all,
        oldest first; no clean-up.
        """
        return tuple(
            held
            for held in self._not_over()
            if (not kinds or held.kind in kinds) and held.is_own and not held.is_clean_up
        )

    @property
    def is_cleaning_up(self) -> bool:
        """Whether clean-up goes on that a further cancel would tear."""
        return any(held.is_clean_up and held.is_own for held in self._not_over())

    def has_any(self, *kinds: Resource) -> bool:
        """Whether anything of these kinds is not over, be it the generation's own or not."""
        return any(held.kind in kinds for held in self._not_over())

    def interrupt(self) -> bool:
        """Pass on the cancel that the generation's task is about to get. To be called on the event
        loop.

        Returns:
            Whether the task waits for something that tells it nothing of that.
        """
        with self._lock:
            self._is_interrupted = True
            held = tuple(self._held)
        for one in held:
            self._interrupt(one)
        return any(one.is_silent for one in held)

    def close(self, held: Held, *, is_again: bool) -> None:
        """Close one of what is open. To be called on the event loop."""
        if held.close(is_again=is_again):
            self.closed.add(held.kind)

    async def changed(self, timeout_s: float | None) -> None:
        """Return when something was added or let go of, or after so many seconds."""
        self._changed.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout_s)

    async def settle(
        self, timeout_s: float | None, *kinds: Resource, but_left: bool = False
    ) -> bool:
        """Wait until nothing of these kinds, or at all, is open, or so many seconds have passed;
        `None` waits for ever.

        Args:
            but_left: Whether what is to go on is not waited for.

        Returns:
            Whether nothing is open.
        """
        loop = asyncio.get_running_loop()
        until = None if timeout_s is None else loop.time() + timeout_s
        while not all(but_left and held.is_left for held in self.open(*kinds)):
            rest_s = None if until is None else until - loop.time()
            if rest_s is not None and rest_s <= 0:
                return False
            await self.changed(rest_s)
        return True

    def clear(self, *, keep: tuple[Resource, ...] = ()) -> None:
        """Let go of everything but these kinds, at the generation's end."""
        with self._lock:
            self._held = {held: None for held in self._not_over() if held.kind in keep}

    def _not_over(self) -> tuple[Held, ...]:
        with self._lock:
            self._prune()
            return tuple(self._held)

    def _interrupt(self, held: Held) -> None:
        if not held.is_clean_up and held.interrupt():
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
