"""An answer that does not end by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from jupyterlab_chat.models import Message

from .patience import PATIENCE_S


class Endless:
    """An answer that says one word and waits for ever; where it is told to, whatever comes."""

    def __init__(self, *, swallows: bool = False) -> None:
        self._swallows = swallows
        self.waits = asyncio.Event()
        self.may_end = asyncio.Event()
        self.is_closed = False

    async def __call__(self, message: Message) -> AsyncIterator[str]:
        yield "Once"
        self.waits.set()
        while not self.may_end.is_set():
            try:
                await asyncio.wait_for(self.may_end.wait(), PATIENCE_S)
            except asyncio.TimeoutError:
                # A test that failed is to end too.
                return
            except asyncio.CancelledError:
                if not self._swallows:
                    self.is_closed = True
                    raise
