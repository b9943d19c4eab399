"""One prompt that an agent in another process was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from ..generations import Commands
from ..generations.shared import outside
from ..generations.signal import StopSignal


class Turn:
    """From the moment an agent is sent a prompt until it answers that the prompt is done.

    A stop ends the generation; the turn ends when the agent says so.

    Args:
        session_id: The agent's session that it is in.
        signal: Of the generation that asked.
    """

    def __init__(self, session_id: str, signal: StopSignal) -> None:
        self.session_id = session_id
        self.answering: asyncio.Task[Any] | None = None
        self.renewal: asyncio.Task[None] | None = None
        self.tool_call_ids: dict[str, None] = {}
        self.commands: Commands | None = None
        """What the agent's own process runs for it, where that is watched."""
        self.stopped_at_s: float | None = None
        """When it was stopped, by the clock of the event loop."""
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

    def _note_stop(self) -> None:
        self.stopped_at_s = asyncio.get_running_loop().time()

    def note_answer(self, answering: asyncio.Task[Any]) -> None:
        """Called when the agent has answered."""
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
