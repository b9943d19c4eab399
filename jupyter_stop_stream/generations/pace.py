"""How much of the event loop all writes to chats may take together."""

from __future__ import annotations

import threading
from typing import Final

COST_FACTOR: Final = 4
"""A write is followed by at least this many times its own duration without one. A chat's file is
written whole each time: without this, one long chat, or two hundred replies that are written at
once, would keep the event loop from the stops."""


class Pace:
    """Gives turns to all that write at intervals. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free_at = 0.0

    def next_turn(self, now: float, cost_s: float) -> float:
        """Take the next turn.

        Args:
            now: The time, by `time.monotonic`, in seconds.
            cost_s: How long the write will take, in seconds.

        Returns:
            When it is; `now` where nobody else is waiting.
        """
        with self._lock:
            turn = max(now, self._free_at)
            self._free_at = turn + (1 + COST_FACTOR) * cost_s
            return turn
