"""A clock that a test drives."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context


class DrivenClock:
    """The part of an event loop that a lane uses; nothing happens but in `pass_s`."""

    def __init__(self) -> None:
        self._now = 0.0
        self._due: list[tuple[float, int, Callable[[], object], Context | None]] = []
        self._count = 0

    def time(self) -> float:
        return self._now

    def call_later(
        self, delay: float, callback: Callable[[], object], *, context: Context | None = None
    ) -> None:
        self._count += 1
        self._due.append((self._now + delay, self._count, callback, context))

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass, and what is due in it happen, in its order."""
        until = self._now + seconds
        while due := sorted(one[:2] for one in self._due if one[0] <= until):
            entry = next(one for one in self._due if one[:2] == due[0])
            self._due.remove(entry)
            self._now = max(self._now, entry[0])
            entry[2]()
        self._now = until
