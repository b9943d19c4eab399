"""What an agent in another process is to the generation that it works for."""

from __future__ import annotations

from typing import ClassVar

from ..generations import Generation, Held
from ..protocol import Resource
from .turn import Turn


class WorkingAgent(Held):
    """An agent, for as long as it has not answered that a turn is done.

    Its process is no generation's: it serves other chats, and no stop ends it. That it is told to
    end its turn is the backend's own cancel, and whether it does, it alone can say.

    Args:
        turn: The turn that it works on.
    """

    kind: ClassVar[Resource] = "agent"

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @property
    def is_over(self) -> bool:
        """Whether it has answered."""
        return not self._turn.is_open

    def close(self, *, is_again: bool) -> bool:
        """Leave it to its own cancel, which came before."""
        return False


def hold(generation: Generation, turn: Turn) -> None:
    """Have a generation hold the agent until its turn is over. Called when that has begun."""
    agent = WorkingAgent(turn)
    resources = generation.resources
    resources.add(agent)
    if turn.answering is not None:
        turn.answering.add_done_callback(lambda _: resources.discard(agent))
