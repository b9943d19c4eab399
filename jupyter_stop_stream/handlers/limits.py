"""How much one connection may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BURST_S: Final = 10
"""A connection may send as many frames at once as fall into this time, in seconds: a page that
comes back follows all of its chats again and repeats what was not answered."""


@dataclass(frozen=True)
class Limits:
    """The extension's traits of the same names; what lies beyond them is refused."""

    max_frame_bytes: int
    max_frames_per_s: float
    max_subscriptions: int
    max_unsent_bytes: int


class Rate:
    """Counts the frames of one connection.

    Args:
        per_s: How many may come, on average over `BURST_S`.
        now: The time, in seconds, by a clock that only goes forward.
    """

    def __init__(self, per_s: float, now: float) -> None:
        self._per_s = per_s
        self._left = per_s * BURST_S
        self._counted_at = now

    def is_exceeded(self, now: float) -> bool:
        """Count one frame; say whether it is one too many."""
        gained = (now - self._counted_at) * self._per_s
        self._left = min(self._left + gained, self._per_s * BURST_S) - 1
        self._counted_at = now
        return self._left < 0
