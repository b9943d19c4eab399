"""What one connection has to be told and was not told yet."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from typing import Final

from ..protocol import ServerFrame, encode

FRAMES_A_TURN: Final = 32
"""How many frames are written before everybody else on the event loop has their turn: a stop of
hundreds of prompts that wait changes all of them at once."""

Key = tuple[str | int | None, ...]


class Outbox:
    """Sends frames as fast as the far end reads them.

    Tornado would keep whatever it is given for a page that does not read. Here of each
    generation, and of each chat's whole truth, only the newest frame waits.

    Args:
        write: Gives a text to the socket; the future is done when the socket has taken it.
        max_unsent_bytes: How much may wait.
        on_full: Called once, when more than that waits; nothing is sent from then on.
    """

    def __init__(
        self,
        write: Callable[[str], asyncio.Future[None]],
        *,
        max_unsent_bytes: int,
        on_full: Callable[[], None],
    ) -> None:
        self._write = write
        self._max_unsent_bytes = max_unsent_bytes
        self._on_full = on_full
        self._waiting: OrderedDict[Key, str] = OrderedDict()
        self._unsent_bytes = 0
        self._numbers = count()
        self._writing: asyncio.Future[None] | None = None
        self._is_closed = False

    def push(self, frame: ServerFrame) -> None:
        """Send a frame, now or when the far end has read those before it."""
        if self._is_closed:
            return
        key, text = self._key_of(frame), encode(frame)
        # At the end, where it is new: what a later frame of another kind says may not be older.
        self._unsent_bytes += len(text) - len(self._waiting.pop(key, ""))
        self._waiting[key] = text
        if self._writing is None:
            self._write_some()
        elif self._unsent_bytes > self._max_unsent_bytes:
            self.close()
            self._on_full()

    def close(self) -> None:
        """Forget what waits and send nothing more. Calling it twice is fine."""
        self._is_closed = True
        self._waiting.clear()

    def _key_of(self, frame: ServerFrame) -> Key:
        if frame["type"] == "generation":
            return ("generation", frame["generation"]["generation_id"])
        if frame["type"] == "generations":
            return ("generations", frame["chat_id"], frame.get("chat_path"))
        return ("other", next(self._numbers))

    def _write_some(self) -> None:
        for _ in range(min(FRAMES_A_TURN, len(self._waiting))):
            _, text = self._waiting.popitem(last=False)
            self._unsent_bytes -= len(text)
            self._writing = self._write(text)
            self._writing.add_done_callback(self._on_written)

    def _on_written(self, written: asyncio.Future[None]) -> None:
        if written.cancelled() or written.exception() is not None:
            # The connection is gone.
            self.close()
        elif written is self._writing:
            self._writing = None
            if self._waiting:
                self._write_some()
