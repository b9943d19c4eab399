"""A command that an agent in another process has this server run, in a terminal of the Agent Client
Protocol's.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from ..generations import Generation, OwnCommand, StopSignal
from ..generations.shared import outside

STOPPED: Final = "The person stopped this command."

ASKED: Final = "The person has asked for this command to be stopped."
"""The same, where it has not ended by a signal: it may have been over by then."""

SIGNALS: Final = frozenset({-signal.SIGTERM, -signal.SIGKILL})
"""With what a process has ended that was told to, or was killed."""


class TerminalCommand(OwnCommand):
    """Runs in a process group of its own, as the client of the protocol starts it.

    Args:
        command: As it is typed.
        process: That runs it.
        kill: Kills it with its group.
        grace_period_s: How long it is given to end by itself before that, in seconds.
        stop: Of the generation that it runs for.
        limit: How many bytes of what it shows the agent takes; `None` where it has not said.
    """

    def __init__(
        self,
        command: str,
        process: Process,
        kill: Callable[[], Awaitable[Any]],
        grace_period_s: float,
        stop: StopSignal,
        limit: int | None,
    ) -> None:
        super().__init__(command)
        self._process = process
        self._kill = kill
        self._grace_period_s = grace_period_s
        self._stop = stop
        self._limit = limit
        self.over = asyncio.Event()
        """Set when it has ended, and its generation has it no longer."""
        self._running: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._is_ended_by_agent = False

    def end_alone(self) -> None:
        if self._ending is None and self._process.returncode is None and not self._stop.stopped:
            self._ending = outside(self._end)

    def note_agents_end(self) -> None:
        """Note that the agent itself ends it, if it goes on."""
        if self._process.returncode is None:
            self._is_ended_by_agent = True

    @property
    def words(self) -> str | None:
        """What the agent is to be told of its end; `None` while it goes on, and where something
        else than the person may have ended it.
        """
        code = self._process.returncode
        if self._ending is None or code is None or self._is_ended_by_agent or self._stop.stopped:
            return None
        return STOPPED if code in SIGNALS else ASKED

    def begin(self, generation: Generation, tell: Callable[[Generation], None]) -> None:
        """Have a generation have it until it has ended.

        Args:
            generation: For which it runs.
            tell: Tells who looks on that what runs for that has changed.
        """

        async def run() -> None:
            generation.commands.append(self)
            tell(generation)
            await self._process.wait()
            generation.commands.remove(self)
            self.over.set()
            if generation.is_live:
                tell(generation)

        self._running = outside(run)

    def tell(self, shown: Any) -> None:
        """Have what the agent gets of its output say that the person stopped it, if so.

        Args:
            shown: With `output` and `truncated`.
        """
        words = self.words
        if words is None:
            return
        gap = "" if not shown.output or shown.output.endswith("\n") else "\n"
        told = f"{shown.output}{gap}{words}\n".encode()
        excess = 0 if self._limit is None else max(0, len(told) - self._limit)
        shown.output = told[excess:].decode(errors="ignore")
        shown.truncated = shown.truncated or excess > 0

    async def _end(self) -> None:
        # It may have gone just now.
        with suppress(ProcessLookupError):
            pid = self._process.pid
            if os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGTERM)
            else:
                self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), self._grace_period_s)
        except asyncio.TimeoutError:
            # The agent may have released it by itself.
            with suppress(Exception):
                await self._kill()
