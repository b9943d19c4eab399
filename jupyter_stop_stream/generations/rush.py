"""Many stops at once: first all of them are cancelled, then their ends are written."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

CALM_S: Final = 0.005
"""How long no stop must have come for the rush to be over, in seconds."""

CALM_TURNS: Final = 5
"""In how many turns of the event loop none must have come. A frame is read, taken apart and handled
in a turn each, and so are the cancel, the closing of the request and that of its socket; under load
a turn may take longer than `CALM_S`."""

LIMIT_S: Final = 0.25
"""How long an end waits for that, in seconds."""


@dataclass(order=True)
class _End:
    """An end that stands in line, in the order of who goes first."""

    rank: int
    number: int
    limit_at: float = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class Rush:
    """Keeps the ends of stopped generations from delaying further stops, and each other.

    An end writes the chat's whole file, which takes many times as long as a stop.
    """

    def __init__(self) -> None:
        self._last_stop_at = 0.0
        self._stops = 0
        self._line: list[_End] = []
        self._numbers = count()
        self._in_line: Counter[str] = Counter()
        self._serving: asyncio.Task[None] | None = None

    def on_stop(self) -> None:
        """Called with each stop."""
        self._stops += 1
        self._last_stop_at = asyncio.get_running_loop().time()

    async def over(self, chat_id: str, *, has_begun: bool) -> None:
        """Return to one caller after the other, with `CALM_TURNS` turns of the loop between, when
        no further stop has come for a moment or the caller has waited long enough.

        Whoever calls it writes its end before it awaits anything.

        Args:
            chat_id: Where the end is to be written. A chat with hundreds of them lets others go
                first.
            has_begun: Whether it is the end of an answer that ran: a person watches it. Those of
                prompts that waited come after it.
        """
        loop = asyncio.get_running_loop()
        rank = 1 + self._in_line[chat_id] if not has_begun else 0
        end = _End(rank, next(self._numbers), loop.time() + LIMIT_S, loop.create_future())
        heappush(self._line, end)
        self._in_line[chat_id] += 1
        if self._serving is None:
            self._serving = asyncio.ensure_future(self._serve())
        try:
            await end.turn
        finally:
            self._in_line -= Counter([chat_id])

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while self._line:
            stops = self._stops
            for _ in range(CALM_TURNS):
                await asyncio.sleep(0)
            limit_at = self._line[0].limit_at
            rest_s = min(self._last_stop_at + CALM_S, limit_at) - loop.time()
            if rest_s > 0:
                await asyncio.sleep(rest_s)
            elif stops == self._stops or loop.time() >= limit_at:
                turn = heappop(self._line).turn
                if not turn.done():
                    turn.set_result(None)
        self._serving = None
