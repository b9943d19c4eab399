"""Many stops at once: first all of them are cancelled, then their ends are written."""

from __future__ import annotations

import asyncio
from typing import Final

CALM_S: Final = 0.005
"""How long no stop must have come for the rush to be over, in seconds."""

CALM_TURNS: Final = 5
"""In how many turns of the event loop none must have come. A frame is read, taken apart and handled
in a turn each, and so are the cancel, the closing of the request and that of its socket; under load
a turn may take longer than `CALM_S`."""

LIMIT_S: Final = 0.25
"""How long an end waits for that, in seconds."""


class Rush:
    """Keeps the ends of stopped generations from delaying further stops.

    An end writes the chat's whole file, which takes many times as long as a stop.
    """

    def __init__(self) -> None:
        self._last_stop_at = 0.0
        self._stops = 0
        self._turn = asyncio.Lock()

    def on_stop(self) -> None:
        """Called with each stop."""
        self._stops += 1
        self._last_stop_at = asyncio.get_running_loop().time()

    async def over(self) -> None:
        """Return to one caller after the other, with `CALM_TURNS` turns of the loop between, when
        no further stop has come for a moment or the caller has waited long enough.

        Whoever calls it writes its end before it awaits anything.
        """
        loop = asyncio.get_running_loop()
        limit_at = loop.time() + LIMIT_S
        async with self._turn:
            while True:
                stops = self._stops
                for _ in range(CALM_TURNS):
                    await asyncio.sleep(0)
                rest_s = min(self._last_stop_at + CALM_S, limit_at) - loop.time()
                if rest_s > 0:
                    await asyncio.sleep(rest_s)
                elif stops == self._stops or loop.time() >= limit_at:
                    return
