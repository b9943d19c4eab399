"""What stands between an agent in another process and the chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from ..generations import CommandRecorder, Generation, current_generation, stop_signal
from ..generations.shared import outside
from ..protocol.errors import WriteRefused
from .agent import hold
from .status import speaks_for
from .terminal_command import TerminalCommand
from .tool_touches import RUNS, ToolTouches, as_typed
from .turn import Turn

SETTLE_TURNS: Final = 3
"""Turns of the loop after an agent's answer to a prompt: its connection hands on the answer at
once, and the updates that came before it one or two turns later."""

STATE_UPDATES: Final = frozenset(
    {
        "available_commands_update",
        "config_option_update",
        "current_mode_update",
        "session_info_update",
        "usage_update",
    }
)
"""Updates that are about the session, and no part of an answer."""

TERMINALS: Final = "_terminals"
PROCESS: Final = "process"
"""Where the client's manager of terminals has them, and a terminal has what runs in it."""

ENDED: Final = frozenset({"completed", "failed", "cancelled"})
"""States of a tool call that nothing follows. The last is ours: shown without a mark, neither as
running nor as failed."""


class StoppableClient:
    """Mixed into the client class of an ACP persona, whose connection it serves.

    The protocol names the session of an update and not the prompt that it belongs to. So what
    comes in belongs to the session's last turn, and a turn begins when the one before is over.
    """

    turns: MutableMapping[Any, Turn]
    """The last turn of each persona; the adapter's own."""

    commands: CommandRecorder | None
    """Sees what the agent's process runs, where that is wanted; the adapter's own."""

    tell: Callable[[Generation], None]
    """Tells who looks on that what runs for a generation has changed; the adapter's own."""

    agent_subprocess: Any
    _personas_by_session: dict[str, Any]
    _tool_call_manager: Any
    _permission_manager: Any
    _terminal_manager: Any

    async def prompt_and_reply(self, session_id: str, *args: Any, **kwargs: Any) -> Any:
        """Send a prompt, and return when the agent has answered it.

        A cancel ends the wait, and the agent's answer is still waited for.

        Raises:
            GenerationStopped: The generation was stopped before the prompt was sent.
        """
        signal = stop_signal()
        signal.raise_if_stopped()
        persona = self._personas_by_session[session_id]
        earlier = self.turns.get(persona)
        follows_stop = (
            earlier is not None and earlier.is_stopped and earlier.session_id == session_id
        )
        if earlier is not None and follows_stop:
            if earlier.answering is not None:
                await asyncio.wait({earlier.answering})
            # The next prompt would call its tool calls failed.
            self._tool_call_manager.reset(session_id)
        turn = Turn(session_id, signal, follows_stop=follows_stop)
        self.turns[persona] = turn
        generation = current_generation.get()
        if self.commands is not None:
            turn.commands = self.commands.begin(self.agent_subprocess.pid, generation)
        turn.answering = outside(partial(self._answer, generation, session_id, *args, **kwargs))
        turn.answering.add_done_callback(turn.note_answer)
        if generation is not None:
            turn.generation = generation
            turn.touches = ToolTouches(generation.touches)
            hold(generation, turn)
        return await asyncio.shield(turn.answering)

    async def _answer(
        self, generation: Generation | None, session_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        speaks_for.set(generation)
        response = await super().prompt_and_reply(session_id, *args, **kwargs)  # type: ignore[misc]
        for _ in range(SETTLE_TURNS):
            await asyncio.sleep(0)
        return response

    async def session_update(self, session_id: str, update: Any, **kwargs: Any) -> None:
        """Take an update, unless it is part of an answer that was stopped."""
        self._note_command(session_id, update)
        if update.session_update not in STATE_UPDATES:
            if self._is_refused(session_id):
                return
            self._note_word(session_id)
        self._note_tool_call(session_id, update)
        await super().session_update(session_id, update, **kwargs)  # type: ignore[misc]

    async def request_permission(
        self, options: Any, session_id: str, tool_call: Any, **kwargs: Any
    ) -> Any:
        """Ask the person, unless the answer was stopped."""
        if self._is_refused(session_id):
            return {"outcome": {"outcome": "cancelled"}}
        self._note_word(session_id)
        self._note_tool_call(session_id, tool_call)
        with self._asking(session_id):
            return await super().request_permission(options, session_id, tool_call, **kwargs)  # type: ignore[misc]

    async def create_terminal(self, command: str, session_id: str, **kwargs: Any) -> Any:
        """Run a command, which ends with the turn when that is stopped.

        Raises:
            WriteRefused: The answer was stopped.
        """
        self._raise_if_refused(session_id)
        turn = self._turn(session_id)
        created = await super().create_terminal(command, session_id, **kwargs)  # type: ignore[misc]
        if turn is not None:
            kill = partial(
                super().kill_terminal,  # type: ignore[misc]
                session_id=session_id,
                terminal_id=created.terminal_id,
            )
            turn.runs(kill)
            self._note_terminal(turn, created.terminal_id, command, kill, **kwargs)
            if turn.touches is not None:
                turn.touches.note_terminal(command, kwargs.get("args"))
            if turn.is_stopped:
                await turn.end_commands()
        return created

    async def terminal_output(self, session_id: str, terminal_id: str, **kwargs: Any) -> Any:
        """What a terminal shows; at its end, that the person stopped the command."""
        shown = await super().terminal_output(session_id, terminal_id, **kwargs)  # type: ignore[misc]
        command = self._terminal(session_id, terminal_id)
        if command is not None:
            command.tell(shown)
        return shown

    async def kill_terminal(self, session_id: str, terminal_id: str, **kwargs: Any) -> Any:
        """End a command for the agent itself."""
        command = self._terminal(session_id, terminal_id)
        if command is not None:
            command.note_agents_end()
        return await super().kill_terminal(session_id, terminal_id, **kwargs)  # type: ignore[misc]

    async def write_text_file(self, content: str, path: str, session_id: str, **kwargs: Any) -> Any:
        """Write a file.

        Raises:
            WriteRefused: The answer was stopped.
        """
        self._raise_if_refused(session_id)
        turn = self._turn(session_id)
        written = await super().write_text_file(content, path, session_id, **kwargs)  # type: ignore[misc]
        if turn is not None and turn.touches is not None:
            turn.touches.note_file(path, "edited")
        return written

    def _cancel_pending_work(self, session_id: str) -> None:
        # Called by the client's own `stop_streaming`. Its own version calls tool calls failed.
        turn = self._turn(session_id)
        if turn is None or not turn.is_stopped:
            super()._cancel_pending_work(session_id)  # type: ignore[misc]
            return
        persona = self._personas_by_session[session_id]
        for tool_call_id in turn.tool_call_ids:
            tool_call = self._tool_call_manager.get_tool_call(session_id, tool_call_id)
            if tool_call is not None and tool_call.status not in ENDED:
                tool_call.status = "cancelled"
                self._tool_call_manager.flush_tool_call(session_id, tool_call_id, persona)
        self._permission_manager.cancel_all_pending(session_id)

    @contextmanager
    def _asking(self, session_id: str) -> Iterator[None]:
        """While a question of an answer's is open, which is no silence of its own."""
        turn = self._turn(session_id)
        generation = None if turn is None else turn.generation
        if generation is None:
            yield
            return
        generation.open_questions += 1
        self.tell(generation)
        try:
            yield
        finally:
            generation.open_questions -= 1
            self.tell(generation)

    def _note_terminal(
        self,
        turn: Turn,
        terminal_id: str,
        command: str,
        kill: Callable[[], Awaitable[Any]],
        *,
        args: Sequence[str] | None = None,
        output_byte_limit: int | None = None,
        **_: Any,
    ) -> None:
        """Let a command be ended alone for as long as it runs for an answer."""
        terminals = getattr(self._terminal_manager, TERMINALS, {})
        process = getattr(terminals.get(terminal_id), PROCESS, None)
        generation = turn.generation
        if self.commands is None or generation is None or process is None:
            return
        own = TerminalCommand(
            as_typed(command, args),
            process,
            kill,
            self.commands.grace_period_s,
            generation.signal,
            output_byte_limit,
        )
        turn.terminals[terminal_id] = own
        own.begin(generation, self.tell)

    def _terminal(self, session_id: str, terminal_id: str) -> TerminalCommand | None:
        turn = self._turn(session_id)
        return None if turn is None else turn.terminals.get(terminal_id)

    def _turn(self, session_id: str) -> Turn | None:
        persona = self._personas_by_session.get(session_id)
        return None if persona is None else self.turns.get(persona)

    def _is_refused(self, session_id: str) -> bool:
        turn = self._turn(session_id)
        # A session without a persona is one that was left behind.
        return session_id not in self._personas_by_session if turn is None else turn.is_stopped

    def _raise_if_refused(self, session_id: str) -> None:
        if self._is_refused(session_id):
            raise WriteRefused("This answer was stopped.")
        self._note_word(session_id)

    def _note_word(self, session_id: str) -> None:
        turn = self._turn(session_id)
        if turn is not None:
            turn.has_spoken = True

    def _note_command(self, session_id: str, update: Any) -> None:
        """Tell when the agent says that it runs a command, in an answer that was stopped too."""
        turn = self._turn(session_id)
        tool_call_id = getattr(update, "tool_call_id", None)
        if turn is None or turn.commands is None or tool_call_id is None:
            return
        is_over = update.status in ENDED
        if is_over or update.kind == RUNS:
            turn.commands.note_call(tool_call_id, is_open=not is_over)

    def _note_tool_call(self, session_id: str, update: Any) -> None:
        turn = self._turn(session_id)
        tool_call_id = getattr(update, "tool_call_id", None)
        if turn is not None and tool_call_id is not None:
            turn.tool_call_ids[tool_call_id] = None
            if turn.touches is not None:
                turn.touches.note(tool_call_id, update)
