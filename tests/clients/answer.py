"""What a persona does with what a library gives it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from ..fakes.desk import Desk


class Reply:
    """What a persona says, chunk by chunk. It begins, as a persona's does, with its first.

    Args:
        desk: Where it is said.
        tokens: After how many chunks `heard` is set.
        persona_id: Who says it.
    """

    def __init__(self, desk: Desk, tokens: int = 0, *, persona_id: str = "persona") -> None:
        self._voice = desk.voice(persona_id)
        self._tokens = tokens
        self._reply_id: str | None = None
        self._count = 0
        self.heard = asyncio.Event()

    def say(self, chunk: str) -> None:
        """Append one chunk. Empty ones, which some libraries give too, do not count."""
        if not chunk:
            return
        self._reply_id = self._reply_id or self._voice.begin()
        self._voice.append(self._reply_id, chunk)
        self._count += 1
        if self._count == self._tokens:
            self.heard.set()


class Answer(Reply):
    """A persona's work: says all that a stream gives."""

    def __init__(
        self,
        desk: Desk,
        stream: AsyncIterator[str],
        tokens: int = 0,
        *,
        persona_id: str = "persona",
    ) -> None:
        super().__init__(desk, tokens, persona_id=persona_id)
        self._stream = stream

    async def __call__(self) -> None:
        async for chunk in self._stream:
            self.say(chunk)


class ParkedAnswer(Answer):
    """When it was heard, it waits for something else, while its stream is at a `yield`."""

    async def __call__(self) -> None:
        async for chunk in self._stream:
            self.say(chunk)
            if self.heard.is_set():
                await asyncio.Event().wait()
