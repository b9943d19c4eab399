"""How what a stopped answer goes on to ask of kernels is refused."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from ..generations import Generation

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 1.0


class Refusals:
    """Counts what each stopped generation was refused. May be used from any thread."""

    def __init__(self) -> None:
        self._pauses: WeakKeyDictionary[Generation, float] = WeakKeyDictionary()

    def next_pause_s(self, generation: Generation) -> float:
        """How long to wait before one more request is refused, in seconds: not at all at first,
        then longer each time, as code that does not heed a stop tries as fast as it is answered.
        """
        pause_s = self._pauses.get(generation, 0.0)
        self._pauses[generation] = min(LONGEST_PAUSE_S, pause_s * 2 or FIRST_PAUSE_S)
        return pause_s
