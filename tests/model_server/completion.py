"""One completion request, as the model saw it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from .script import Script, text, token


@dataclass
class Completion:
    """What was produced for one request, and how it ended.

    Times are seconds since the epoch, so that they compare with those of other processes of the
    same machine.
    """

    id: str
    script: Script
    messages: list[dict[str, Any]]
    """What the request sent: the history, as its protocol has it."""

    is_aside: bool = False
    """Whether an agent asked it beside what the agent was asked."""

    started_at: float = field(default_factory=time.time)
    ended_at: float | None = None
    """When production was over, for whatever reason; None while it goes on."""

    let_go_at: float | None = None
    """When the client closed the connection before the end; None if it did not."""

    produced_at: list[float] = field(default_factory=list)
    """When each token was produced."""

    _finished: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    async def produce(self) -> AsyncIterator[list[str]]:
        """Yield the tokens as they fall due, those that are due together in one list.

        The clock is the script's, not the consumer's: after a late wake-up all the tokens that
        should have been there by then come at once, so that the rate holds. In a stall this
        waits until it is cancelled, or finished.
        """
        loop = asyncio.get_running_loop()
        script = self.script
        first_due = loop.time() + script.first_token_s
        limits = (script.length, script.stall_at, script.break_at)
        end = min(limit for limit in limits if limit is not None)
        while (done := len(self.produced_at)) < end and not self._finished.is_set():
            await asyncio.sleep(first_due + done / script.rate - loop.time())
            due = int((loop.time() - first_due) * script.rate) + 1
            indices = range(done, min(max(due, done + 1), end))
            self.produced_at += [time.time()] * len(indices)
            yield [token(index) for index in indices]
        if end == script.stall_at and end < script.length:
            await self._finished.wait()

    def finish(self) -> None:
        """Let it end by itself after the token that is due next, whatever its script says."""
        self._finished.set()

    def end(self) -> None:
        """Note that production is over. Only the first call counts."""
        if self.ended_at is None:
            self.ended_at = time.time()

    def let_go(self) -> None:
        """Note that the client has gone. After the end this says nothing."""
        if self.ended_at is None:
            self.let_go_at = time.time()
            self.end()

    def progress(self) -> dict[str, Any]:
        """How far it is, as ``GET /requests/N/progress`` gives it: as short in the end as at the
        beginning.
        """
        return {
            "produced": len(self.produced_at),
            "length": self.script.length,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "let_go_at": self.let_go_at,
        }

    def to_json(self) -> dict[str, Any]:
        """The record as ``GET /requests`` gives it."""
        return {
            **self.progress(),
            "id": self.id,
            "messages": self.messages,
            "text": text(len(self.produced_at)),
            "produced_at": self.produced_at,
            "is_aside": self.is_aside,
            "label": self.script.label,
        }
