"""Many stops at once: first all of them are cancelled, then their ends are written."""

from __future__ import annotations

import asyncio
from typing import Final

CALM_S: Final = 0.005
"""How long no stop must have come for the rush to be over, in seconds."""

LIMIT_S: Final = 0.25
"""How long an end waits for that, in seconds."""


class Rush:
    """Keeps the ends of stopped generations from delaying further stops.

    An end writes the chat's whole file, which takes several times as long as a stop.
    """

    def __init__(self) -> None:
        self._last_stop_at = 0.0
        self._turn = asyncio.Lock()

    def on_stop(self) -> None:
        """Called with each stop."""
        self._last_stop_at = asyncio.get_running_loop().time()

    async def over(self) -> None:
        """Return when no further stop has come for a moment, or it was long enough; to one caller
        in each turn of the loop.
        """
        loop = asyncio.get_running_loop()
        limit_at = loop.time() + LIMIT_S
        while True:
            rest_s = min(self._last_stop_at + CALM_S, limit_at) - loop.time()
            if rest_s <= 0:
                break
            await asyncio.sleep(rest_s)
        async with self._turn:
            await asyncio.sleep(0)
