"""A persona's work that a test drives step by step."""

from __future__ import annotations

import asyncio

from .voice import Voice


class Writer:
    """Says its chunks, then waits until it is let go on, then says the rest.

    Args:
        voice: Whom it writes as.
        chunks: What it says before it waits.
        rest: What it says after that.
    """

    def __init__(self, voice: Voice, *chunks: str, rest: tuple[str, ...] = ()) -> None:
        self.voice = voice
        self._chunks = chunks
        self._rest = rest
        self.waits = asyncio.Event()
        self.go_on = asyncio.Event()
        self.over = asyncio.Event()
        self.runs = 0
        self.reply_id: str | None = None

    async def __call__(self) -> None:
        self.runs += 1
        try:
            if self._chunks:
                self.reply_id = self.voice.say(*self._chunks)
            self.waits.set()
            await self.go_on.wait()
            for chunk in self._rest:
                self.reply_id = self.reply_id or self.voice.begin()
                self.voice.append(self.reply_id, chunk)
        finally:
            self.over.set()
