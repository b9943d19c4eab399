"""One prompt that an agent in another process was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from ..generations import Commands, Generation
from ..generations.shared import outside
from ..generations.signal import StopSignal
from .terminal_command import TerminalCommand
from .tool_touches import ToolTouches

AT_ONCE_S: Final = 2.0
"""How soon an agent answers that has not taken a prompt in, in seconds. A model takes longer, or
says something."""

ENDS: Final = frozenset({"end_turn", "cancelled"})
"""With what it answers then, though nobody has cancelled that prompt."""


class Turn:
    """From the moment an agent is sent a prompt until it answers that the prompt is done.

    A stop ends the generation; the turn ends when the agent says so.

    Args:
        session_id: The agent's session that it is in.
        signal: Of the generation that asked.
        follows_stop: Whether it is the first in its session after a turn that was stopped.
    """

    def __init__(self, session_id: str, signal: StopSignal, *, follows_stop: bool) -> None:
        self.session_id = session_id
        self.has_spoken = False
        """Whether anything of an answer has come."""
        self.answering: asyncio.Task[Any] | None = None
        self.renewal: asyncio.Task[None] | None = None
        self.tool_call_ids: dict[str, None] = {}
        self.commands: Commands | None = None
        """What the agent's own process runs for it, where that is watched."""
        self.touches: ToolTouches | None = None
        """What it tells of its tool calls is noted there, where a generation has asked."""
        self.generation: Generation | None = None
        """For which it works, where one has asked."""
        self.terminals: dict[str, TerminalCommand] = {}
        """What it has this server run, by the terminals' ids."""
        self.stopped_at_s: float | None = None
        """When it was stopped, by the clock of the event loop."""
        self._follows_stop = follows_stop
        self._began_at_s = asyncio.get_running_loop().time()
        self._ended_as: str | None = None
        self._took_s = 0.0
        self._signal = signal
        self._kills: list[Callable[[], Awaitable[Any]]] = []
        self._cancelling: asyncio.Task[None] | None = None
        signal.on_stop(self._note_stop)

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more of it is wanted."""
        return self._signal.stopped

    @property
    def is_open(self) -> bool:
        """Whether the agent has not answered yet."""
        return self.answering is not None and not self.answering.done()

    @property
    def was_missed(self) -> bool:
        """Whether the agent has taken the end of the stopped turn for this one's: it has answered
        at once and without a word, and would answer this prompt when it is sent the next.
        """
        is_empty = self._ended_as in ENDS and not self.has_spoken and not self.is_stopped
        return self._follows_stop and is_empty and self._took_s < AT_ONCE_S

    def _note_stop(self) -> None:
        self.stopped_at_s = asyncio.get_running_loop().time()

    def note_answer(self, answering: asyncio.Task[Any]) -> None:
        """Called when the agent has answered, or cannot."""
        self._took_s = asyncio.get_running_loop().time() - self._began_at_s
        if not answering.cancelled() and answering.exception() is None:
            self._ended_as = getattr(answering.result(), "stop_reason", None)
        if self.commands is not None:
            self.commands.over()

    def runs(self, kill: Callable[[], Awaitable[Any]]) -> None:
        """Note how to end a command that the agent has started."""
        self._kills.append(kill)

    async def cancel(self, cancel_response: Callable[[], Awaitable[None]]) -> None:
        """Tell the agent to end, once, and end the commands that it runs.

        A wait that is given up leaves it going on: a half of it would leave questions open.
        """

        async def run() -> None:
            try:
                await cancel_response()
            finally:
                await self.end_commands()

        if self._cancelling is None:
            self._cancelling = outside(run)
        await asyncio.shield(self._cancelling)

    async def end_commands(self) -> None:
        """End what was noted with `runs`, and still runs."""
        kills, self._kills = self._kills, []
        for kill in kills:
            # The agent may have released it by itself.
            with suppress(Exception):
                await kill()
