"""What an agent in another process runs by itself, as adapters have it watched."""

from __future__ import annotations

from typing import Protocol

from .generation import Generation


class Commands(Protocol):
    """What an agent's process starts while it works on one prompt. Every method may be called
    twice.
    """

    def note_call(self, call_id: str, *, is_open: bool) -> None:
        """Called when the agent says that it runs a command, and when it says that this is over.

        Args:
            call_id: By which it tells that call from others.
            is_open: Whether the call goes on.
        """

    def over(self) -> None:
        """Called when the agent has answered the prompt. What the generation was stopped for is
        ended now, if the agent has not done so.
        """


class CommandRecorder(Protocol):
    """Sees what agents run by themselves."""

    @property
    def grace_period_s(self) -> float:
        """How long a command is given to end by itself before it is killed, in seconds."""

    def begin(self, pid: int, generation: Generation | None) -> Commands | None:
        """Called right before an agent is sent a prompt.

        Args:
            pid: Of the agent's process.
            generation: Whose prompt it is, and who holds what is found; `None` where no
                generation asked.

        Returns:
            What is to be told of the turn; `None` where there is no such process any more.
        """
