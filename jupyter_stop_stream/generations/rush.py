"""Many stops at once: first all models are let go, then the tasks are cancelled and the pages told,
then the ends are written.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

from .collector import CollectorHold

CALM_S: Final = 0.005
"""How long no stop must have come for the rush to be over, in seconds."""

CALM_TURNS: Final = 5
"""In how many turns of the event loop none must have come. A frame is read, taken apart and handled
in a turn each, and so are the cancel, the closing of the request and that of its socket; under load
a turn may take longer than `CALM_S`."""

LIMIT_S: Final = 0.25
"""How long an end waits for that, in seconds, and how long the garbage collector."""

DEFER_LIMIT_S: Final = 0.03
"""How long what a stop puts off waits, in seconds."""


Defer = Callable[[Callable[[], object]], None]
"""Has work done at once or soon."""


@dataclass(order=True)
class _End:
    """An end that stands in line, in the order of who goes first."""

    rank: int
    number: int
    limit_at: float = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class Rush:
    """Keeps what follows from a stop from delaying further stops: the way of a cancel through the
    clients, what pages are told and the reply to who asked, which take longer than the stop, and
    the ends of stopped generations, which write the chat's whole file and keep each other waiting
    too. While they come no garbage is collected.
    """

    def __init__(self) -> None:
        self._last_stop_at = 0.0
        self._stops = 0
        self._is_rush = False
        self._deferred: deque[tuple[float, Callable[[], object]]] = deque()
        self._collector = CollectorHold()
        self._line: list[_End] = []
        self._numbers = count()
        self._in_line: Counter[str] = Counter()
        self._serving: asyncio.Task[None] | None = None

    def on_stop(self) -> None:
        """Called with each stop."""
        self._stops += 1
        now = asyncio.get_running_loop().time()
        self._is_rush = now < self._last_stop_at + CALM_S
        self._last_stop_at = now

    def defer(self, work: Callable[[], object]) -> None:
        """Do what follows from the stop that has just come: at once where no other came shortly
        before, else when none has come for `CALM_TURNS` turns of the event loop, in a turn of its
        own, or when it has waited long enough.
        """
        if not self._is_rush:
            work()
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._deferred.append((now + DEFER_LIMIT_S, work))
        if len(self._deferred) == 1:
            self._collector.begin(now + LIMIT_S)
            self._look_again(loop, calm_turns=0)

    def _look_again(self, loop: asyncio.AbstractEventLoop, calm_turns: int) -> None:
        # In no context of whoever stops.
        loop.call_soon(self._do_next, loop, self._stops, calm_turns, context=Context())

    def _do_next(self, loop: asyncio.AbstractEventLoop, stops: int, calm_turns: int) -> None:
        calm_turns = calm_turns + 1 if stops == self._stops else 0
        now, is_calm = loop.time(), calm_turns >= CALM_TURNS
        try:
            while self._deferred and (is_calm or now >= self._deferred[0][0]):
                is_calm = False
                _, work = self._deferred.popleft()
                work()
        finally:
            if self._deferred:
                self._collector.look(now)
                self._look_again(loop, calm_turns)
            else:
                self._collector.end()

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
