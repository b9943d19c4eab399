"""Who is on: the live generations by chat, and those that ended not long ago."""

from __future__ import annotations

from collections import deque
from typing import Final

from ..protocol import UnknownGeneration
from .generation import Generation

REMEMBERED: Final = 256
"""How many ended generations are remembered, as plain data, so that a stop that arrives late is
answered with how they ended."""


class Roster:
    """The generations of this server."""

    def __init__(self) -> None:
        self._live: dict[str, list[Generation]] = {}
        self._ended: deque[Generation] = deque()
        self._known: dict[str, Generation] = {}

    def live(self, chat_id: str) -> tuple[Generation, ...]:
        """Those of a chat that have not ended, oldest first."""
        return tuple(self._live.get(chat_id, ()))

    def all_live(self) -> tuple[Generation, ...]:
        """All that have not ended, chat by chat."""
        return tuple(generation for chat in self._live.values() for generation in chat)

    def find(self, generation_id: str) -> Generation:
        """One that is live, or is remembered.

        Raises:
            UnknownGeneration: There is none of that id.
        """
        generation = self._known.get(generation_id)
        if generation is None:
            raise UnknownGeneration("There is no such answer on this server.")
        return generation

    def enter(self, generation: Generation) -> bool:
        """Put a generation last in its chat.

        Returns:
            Whether it is its turn, as no other of its persona is live there.
        """
        chat = self._live.setdefault(generation.chat_id, [])
        is_turn = all(one.persona_id != generation.persona_id for one in chat)
        chat.append(generation)
        self._known[generation.generation_id] = generation
        return is_turn

    def leave(self, generation: Generation) -> Generation | None:
        """Move a generation to those that ended.

        Returns:
            The one whose turn it is now, if any.
        """
        chat = self._live[generation.chat_id]
        chat.remove(generation)
        if not chat:
            del self._live[generation.chat_id]
        self._ended.append(generation)
        if len(self._ended) > REMEMBERED:
            del self._known[self._ended.popleft().generation_id]
        waiting = [one for one in chat if one.persona_id == generation.persona_id]
        if waiting and waiting[0].state == "queued":
            return waiting[0]
        return None

    def queued_behind(self, generation: Generation) -> tuple[Generation, ...]:
        """Those that wait for the same persona in the same chat."""
        return tuple(
            one
            for one in self.live(generation.chat_id)
            if one.persona_id == generation.persona_id and one.state == "queued"
        )
