"""The limits that whoever runs the server has set, and what watches over them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from ..protocol import Limit, LimitKind
from .generation import Generation

OnLimit = Callable[[Generation, Limit], None]
"""Called on the event loop with a generation that has come to a limit. It may have ended."""


@dataclass(frozen=True)
class AnswerLimits:
    """What a server lets one answer have. 0 is no limit.

    Attributes:
        answer_s: How long it may run, in seconds.
        answer_characters: How long the text of its replies may be together.
        silence_s: How long it may write nothing, in seconds.
        unwatched_s: How long it may go on after the last page that followed its chat is gone, in
            seconds.
    """

    answer_s: float = 0
    answer_characters: int = 0
    silence_s: float = 0
    unwatched_s: float = 0

    @property
    def are_of_time_or_text(self) -> bool:
        """Whether anything but being watched is limited."""
        return bool(self.answer_s or self.answer_characters or self.silence_s)


NO_LIMITS: Final = AnswerLimits()


class Limiter:
    """Watches over the time, the text and the silence of each generation that runs.

    Args:
        limits: What they may have.
        on_limit: Called once with each that comes to one of them.
    """

    def __init__(self, limits: AnswerLimits, on_limit: OnLimit) -> None:
        self._limits = limits
        self._on_limit = on_limit
        self._watches: WeakKeyDictionary[Generation, Watch] = WeakKeyDictionary()

    def on_changed(self, generation: Generation) -> None:
        """To be told of each generation that changed."""
        watch = self._watches.get(generation)
        if generation.state != "running":
            if watch is not None:
                watch.close()
                del self._watches[generation]
        elif watch is None:
            self._watches[generation] = Watch(generation, self._limits, self._on_limit)
        else:
            watch.look()

    def on_written(self, generation: Generation) -> None:
        """To be told of each write of a generation's, on whichever thread it is made."""
        watch = self._watches.get(generation)
        if watch is not None:
            watch.on_written()


class Watch:
    """Watches over one generation from when it was its turn until it is closed.

    Silence begins with the turn and anew with each write. It does not count while the answer waits
    for a person.

    Args:
        generation: One that runs.
        limits: What it may have.
        on_limit: Called once, when it comes to one of them.
    """

    def __init__(self, generation: Generation, limits: AnswerLimits, on_limit: OnLimit) -> None:
        self._generation = generation
        self._limits = limits
        self._on_limit = on_limit
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._asks = generation.open_questions > 0
        self._silence: asyncio.TimerHandle | None = None
        self._is_over = False
        self._time = (
            self._loop.call_later(limits.answer_s, self._come_to, "seconds", limits.answer_s)
            if limits.answer_s
            else None
        )
        self._listen()

    def look(self) -> None:
        """To be called when the generation has changed."""
        asks = self._generation.open_questions > 0
        if self._asks and not asks:
            self._heard_at = self._loop.time()
        self._asks = asks
        self._listen()

    def on_written(self) -> None:
        """To be called after each write, on any thread."""
        self._heard_at = self._loop.time()
        most = self._limits.answer_characters
        gate = self._generation.gate
        if most and gate is not None and gate.characters >= most and not self._is_over:
            self._loop.call_soon_threadsafe(self._come_to, "characters", most)

    def close(self) -> None:
        """Watch no more. Calling it twice is fine."""
        self._is_over = True
        for timer in (self._time, self._silence):
            if timer is not None:
                timer.cancel()

    def _listen(self) -> None:
        # One timer, which is set anew when it is due and not with each of thousands of writes.
        if self._limits.silence_s and self._silence is None and not self._is_over:
            due_at = self._heard_at + self._limits.silence_s
            self._silence = self._loop.call_at(due_at, self._on_silence)

    def _on_silence(self) -> None:
        self._silence = None
        if self._asks:
            # Whoever answers it is told as a change.
            return
        if self._loop.time() < self._heard_at + self._limits.silence_s:
            self._listen()
        else:
            self._come_to("silence", self._limits.silence_s)

    def _come_to(self, kind: LimitKind, amount: float) -> None:
        if not self._is_over:
            self.close()
            self._on_limit(self._generation, {"kind": kind, "amount": amount, "is_servers": True})
