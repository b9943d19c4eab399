"""The end of one execution or command of a generation, which goes on itself."""

from __future__ import annotations

from ..protocol import AskedByOthers, EndBy, UnknownExecution
from .generation import Generation
from .open_chats import OpenChats
from .roster import Roster


class Ends:
    """Ends executions and commands by who asks and how.

    Args:
        roster: Which generations there are.
        chats: Which chat each of them is in.
    """

    def __init__(self, roster: Roster, chats: OpenChats) -> None:
        self._roster = roster
        self._chats = chats

    def whose(self, execution_id: str) -> Generation:
        """See `Registry.whose_execution`."""
        found = self._roster.executing(execution_id)
        if found is None:
            raise UnknownExecution("It has ended.")
        return found

    def left_in(self, chat_id: str, chat_path: str | None) -> tuple[Generation, ...]:
        """See `Registry.left_in`."""
        ended = [one for one in self._roster.running(chat_id) if not one.is_live]
        return tuple(self._chats.meant(ended, chat_id, chat_path))

    def end(
        self,
        chat_id: str,
        execution_id: str,
        how: EndBy,
        *,
        chat_path: str | None,
        by: str,
        may_stop_others: bool,
    ) -> Generation:
        """See `Registry.end_execution`."""
        generation = self.whose(execution_id)
        if generation.chat_id != chat_id or not self._chats.is_meant(generation, chat_path):
            raise UnknownExecution("There is no such cell or command in this chat.")
        if not may_stop_others and not generation.is_asked_by(by):
            raise AskedByOthers
        for execution in generation.executions:
            if execution.execution_id != execution_id:
                continue
            if how != "restart":
                execution.end_alone()
                if execution.call is not None and not generation.signal.stopped:
                    execution.call.note(execution)
            elif execution.is_running:
                execution.restart_kernel()
            else:
                raise UnknownExecution("This cell does not run.")
        for command in generation.commands:
            if command.execution_id == execution_id and how == "restart":
                raise UnknownExecution("A command has no kernel.")
            if command.execution_id == execution_id:
                command.end_alone()
        return generation
