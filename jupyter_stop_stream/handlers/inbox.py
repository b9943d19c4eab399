"""What one connection has asked for and was not acted on yet."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from ..protocol import ClientFrame
from .access import Rights

MOST_WAITING: Final = 64
"""How many frames wait for an identity provider or an authorizer before no more are read."""


class Inbox:
    """Acts on frames in the order in which they came, and asks once for all of them that wait.

    What a person may do is asked after a frame came and before it is acted on. The answer may take
    its time, and a page that comes back follows all of its chats at once.

    Args:
        waits: Whether a frame has to wait for what the person may do.
        overtakes: Whether a frame that has not to may also be acted on before others that wait.
        ask: Asks for that. It does not raise.
        act: Called with each frame, and with the answer, or `None` where nobody was asked. It does
            not raise.
    """

    def __init__(
        self,
        waits: Callable[[ClientFrame], bool],
        overtakes: Callable[[ClientFrame, Iterable[ClientFrame]], bool],
        ask: Callable[[], Awaitable[Rights]],
        act: Callable[[ClientFrame, Rights | None], None],
    ) -> None:
        self._waits = waits
        self._overtakes = overtakes
        self._ask = ask
        self._act = act
        self._waiting: deque[ClientFrame] = deque()
        self._acting: asyncio.Task[None] | None = None

    def put(self, frame: ClientFrame) -> Awaitable[None] | None:
        """Act on a frame, at once or when it is its turn.

        Returns:
            What is to be awaited before the next is read, where enough of them wait.
        """
        if not self._waits(frame) and (not self._waiting or self._overtakes(frame, self._waiting)):
            self._act(frame, None)
            return None
        self._waiting.append(frame)
        if self._acting is None or self._acting.done():
            self._acting = asyncio.ensure_future(self._act_on_all())
        return self._acting if len(self._waiting) >= MOST_WAITING else None

    async def _act_on_all(self) -> None:
        while self._waiting:
            count, rights = 1, None
            if self._waits(self._waiting[0]):
                # Whoever comes while it is asked waits for the next answer: this one may be older.
                count = len(self._waiting)
                rights = await self._ask()
            for _ in range(count):
                self._act(self._waiting[0], rights)
                self._waiting.popleft()
                # Everybody else has their turn.
                await asyncio.sleep(0)
