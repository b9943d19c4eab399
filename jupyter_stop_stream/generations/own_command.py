"""A command that runs for a generation, and that can be ended alone."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from typing import Final

from ..protocol import CommandRecord

SHOWN: Final = 60
"""How much of a command a client is told, in characters."""


class OwnCommand(ABC):
    """What a client is told of a command, and can do to it alone. It is no resource of its
    generation's: a stop ends it by its own way.

    Args:
        command: As it is typed.
    """

    def __init__(self, command: str) -> None:
        self.execution_id = uuid.uuid4().hex
        """By which its end is asked for, as an execution's in a kernel."""
        words = " ".join(command.split())
        self._shown = words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"

    @abstractmethod
    def end_alone(self) -> None:
        """End it. Calling it twice is fine, and so is calling it when it is over."""

    def record(self) -> CommandRecord:
        """What a client is told of it."""
        return {"execution_id": self.execution_id, "command": self._shown}
