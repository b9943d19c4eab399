"""Python's garbage collector, and when it had better wait."""

from __future__ import annotations

import gc


class CollectorHold:
    """Keeps the garbage collector from beginning, for a moment.

    A whole collection looks at all that the server holds, and nothing else runs meanwhile: 100 to
    200 ms, as long as hundreds of stops take. What it would have done it does when it is let go.
    Where somebody else has switched the collector off, it stays off.
    """

    def __init__(self) -> None:
        self._until: float | None = None

    def begin(self, until: float) -> None:
        """Hold it. Calling it again while it is held prolongs nothing.

        Args:
            until: When `look` lets it go at the latest, by the clock that is given to that.
        """
        if gc.isenabled():
            self._until = until
            gc.disable()

    def look(self, now: float) -> None:
        """Let it go if it is time. Calling it without a hold is fine."""
        if self._until is not None and now >= self._until:
            self.end()

    def end(self) -> None:
        """Let it go. Calling it without a hold is fine."""
        if self._until is not None:
            self._until = None
            gc.enable()
