"""What a persona does with what a library gives it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from ..fakes.desk import Desk


class Answer:
    """A persona's work: says chunk after chunk.

    Args:
        desk: Where it is said.
        stream: What is said.
        tokens: After how many chunks `heard` is set.
        waits_for_ever: Whether it then waits for something else, while its stream is parked at a
            `yield`.
    """

    def __init__(
        self,
        desk: Desk,
        stream: AsyncIterator[str],
        tokens: int = 0,
        *,
        waits_for_ever: bool = False,
    ) -> None:
        self._voice = desk.voice()
        self._stream = stream
        self._tokens = tokens
        self._waits_for_ever = waits_for_ever
        self._reply_id: str | None = None
        self._count = 0
        self.heard = asyncio.Event()

    async def __call__(self) -> None:
        async for chunk in self._stream:
            self.say(chunk)
            if self._waits_for_ever and self.heard.is_set():
                await asyncio.Event().wait()

    def say(self, chunk: str) -> None:
        """Append one chunk. Like a persona, begins its reply with the first that is not empty."""
        if not chunk:
            return
        self._reply_id = self._reply_id or self._voice.begin()
        self._voice.append(self._reply_id, chunk)
        self._count += 1
        if self._count == self._tokens:
            self.heard.set()
