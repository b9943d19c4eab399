"""Earlier bodies of a reply that is written anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

MAX_BODIES: Final = 128
"""How many are kept. A page is at most seconds behind, and a reply is written at most thirty times
a second."""

MAX_CHARACTERS: Final = 1_000_000
"""How many characters they may have together."""


class Bodies:
    """Bodies of one reply that stood in the chat until something took their place that does not
    begin with them: "Thinking ...", or a line of progress. A page may be showing one of them.

    Iterated, it gives the newest first. Of too many the oldest are forgotten.
    """

    def __init__(self) -> None:
        self._bodies: deque[str] = deque()
        self._characters = 0

    def __iter__(self) -> Iterator[str]:
        return reversed(self._bodies)

    def replace(self, earlier: str, later: str) -> None:
        """Called with the body before and after each write."""
        if later.startswith(earlier):
            return
        self._bodies.append(earlier)
        self._characters += len(earlier)
        while len(self._bodies) > MAX_BODIES or self._characters > MAX_CHARACTERS:
            self._characters -= len(self._bodies.popleft())
