"""The lines in which prompts wait, one for each persona of a chat."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Final

from .generation import Generation

LAST_PLACE: Final = 21
"""The place of all that wait further back too: whoever is behind twenty others need not be told
of each of them."""


class Lines:
    """Knows the place of each generation that waits for its turn.

    When a line has moved, those of which the place is another are told in a later turn of the event
    loop: a stop that drops a hundred of them, one by one, moves a line once.

    Args:
        tell: Called with each generation that has another place.
    """

    def __init__(self, tell: Callable[[Generation], None]) -> None:
        self._tell = tell
        self._lines: dict[Hashable, dict[Generation, None]] = {}
        self._keys: dict[Generation, Hashable] = {}
        self._moved: dict[Hashable, None] = {}

    def join(self, generation: Generation, key: Hashable) -> None:
        """Put a generation last in a line, and give it its place."""
        line = self._lines.setdefault(key, {})
        line[generation] = None
        self._keys[generation] = key
        generation.place = min(len(line), LAST_PLACE)

    def leave(self, generation: Generation) -> None:
        """Take a generation out of its line. One that is in none is fine."""
        key = self._keys.pop(generation, None)
        if key is None:
            return
        generation.place = None
        del self._lines[key][generation]
        if not self._lines[key]:
            del self._lines[key]
        self._number_soon(key)

    def bring_to_front(self, generation: Generation) -> None:
        """Put a generation that is in a line before all others there."""
        key = self._keys[generation]
        self._lines[key] = dict.fromkeys((generation, *self._lines[key]))
        self._number_soon(key)

    def _number_soon(self, key: Hashable) -> None:
        if not self._moved:
            # In an empty context: whoever is told does nothing in any answer's name.
            loop = asyncio.get_running_loop()
            loop.call_soon(self._number, context=contextvars.Context())
        self._moved[key] = None

    def _number(self) -> None:
        moved, self._moved = self._moved, {}
        for key in moved:
            line = tuple(islice(self._lines.get(key, ()), LAST_PLACE))
            for place, one in enumerate(line, start=1):
                # Telling of one may be what takes another out.
                if one in self._keys and one.place != place:
                    one.place = place
                    self._tell(one)
