"""Who is on: the live generations by chat, and those that ended not long ago."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..protocol import UnknownGeneration
from .backend import Chat, ChatBackend
from .generation import Generation
from .open_chats import OpenChat

REMEMBERED: Final = 256
"""How many ended generations are remembered, as plain data, so that a stop that arrives late is
answered with how they ended."""


@dataclass(frozen=True)
class Place:
    """Where a live generation stands: in which chat, and for which of its backends."""

    chat: OpenChat
    backend: ChatBackend


class Roster:
    """The generations of this server.

    A persona's turn is by chat model: two files with the same chat id in them, as a copy has, are
    two chats.
    """

    def __init__(self) -> None:
        self._live: dict[str, list[Generation]] = {}
        self._places: dict[Generation, Place] = {}
        self._paused: Counter[ChatBackend] = Counter()
        self._ended: deque[Generation] = deque()
        self._known: dict[str, Generation] = {}

    def live(self, chat_id: str) -> tuple[Generation, ...]:
        """Those of the chats of this id that have not ended, oldest first."""
        return tuple(self._live.get(chat_id, ()))

    def all_live(self) -> tuple[Generation, ...]:
        """All that have not ended, chat by chat."""
        return tuple(generation for chat in self._live.values() for generation in chat)

    def live_of(self, backend: ChatBackend) -> tuple[Generation, ...]:
        """Those that one backend has begun and that have not ended, oldest first."""
        return tuple(one for one, place in self._places.items() if place.backend is backend)

    def chat_of(self, model: Chat) -> OpenChat | None:
        """The chat of a model, where something is live in it."""
        chats = (place.chat for place in self._places.values())
        return next((one for one in chats if one.model is model), None)

    def asked(self, chat_id: str, prompt_id: str) -> tuple[Generation, ...]:
        """Those of a prompt that are live or remembered, oldest first."""
        return tuple(
            one
            for one in self._known.values()
            if one.prompt_id == prompt_id and one.chat_id == chat_id
        )

    def known(self, generation_ids: Iterable[str]) -> list[Generation]:
        """Those of these ids that are live or remembered, each once, in that order."""
        ids = dict.fromkeys(generation_ids)
        return [self._known[one] for one in ids if one in self._known]

    def running(self, chat_id: str) -> tuple[Generation, ...]:
        """Those of the chats of this id of which kernels run something, live or ended, oldest
        first.
        """
        known = tuple(self._known.values())
        return tuple(one for one in known if one.chat_id == chat_id and one.executions)

    def executing(self, execution_id: str) -> Generation | None:
        """Whose an execution or a command is that is not over, if it is one of these."""
        for generation in tuple(self._known.values()):
            ids = {one.execution_id for one in generation.executions}
            if execution_id in ids.union(one.execution_id for one in generation.commands):
                return generation
        return None

    def find(self, generation_id: str) -> Generation:
        """One that is live, or is remembered.

        Raises:
            UnknownGeneration: There is none of that id.
        """
        generation = self._known.get(generation_id)
        if generation is None:
            raise UnknownGeneration("There is no such answer on this server.")
        return generation

    def enter(self, generation: Generation, chat: OpenChat, backend: ChatBackend) -> bool:
        """Put a generation last in its chat.

        Returns:
            Whether it is its turn: no other of its persona is live there, but such as go on in the
            background, and its backend is not paused.
        """
        is_turn = backend not in self._paused and not any(
            _is_before(one, generation.persona_id) for one in chat.generations
        )
        chat.generations.append(generation)
        self._places[generation] = Place(chat, backend)
        self._live.setdefault(generation.chat_id, []).append(generation)
        self._known[generation.generation_id] = generation
        return is_turn

    def leave(self, generation: Generation) -> Generation | None:
        """Move a generation to those that ended.

        Returns:
            The one whose turn it is now, if any.
        """
        chat = self._places.pop(generation).chat
        chat.generations.remove(generation)
        of_id = self._live[generation.chat_id]
        of_id.remove(generation)
        if not of_id:
            del self._live[generation.chat_id]
        self._ended.append(generation)
        if len(self._ended) > REMEMBERED:
            del self._known[self._ended.popleft().generation_id]
        return self._next(chat, generation.persona_id)

    def chat_with(self, generation: Generation) -> OpenChat:
        """The chat of a generation that is live."""
        return self._places[generation].chat

    def bring_to_front(self, generation: Generation) -> None:
        """Have a queued generation be the next of its persona in its chat."""
        chat = self._places[generation].chat
        first = self.queued_behind(generation)[0]
        if first is not generation:
            chat.generations.remove(generation)
            chat.generations.insert(chat.generations.index(first), generation)

    def next_after(self, generation: Generation) -> Generation | None:
        """The one whose turn it is now that a generation goes on in the background, if any."""
        return self._next(self._places[generation].chat, generation.persona_id)

    def queued_behind(self, generation: Generation) -> tuple[Generation, ...]:
        """Those that wait for the same persona in the same chat, the next one first."""
        chat = self._places[generation].chat
        return tuple(
            one
            for one in chat.generations
            if one.persona_id == generation.persona_id and one.state == "queued"
        )

    def pause(self, backend: ChatBackend) -> None:
        """Have nothing of a backend begin until it was resumed as often as it was paused."""
        self._paused[backend] += 1

    def resume(self, backend: ChatBackend) -> list[Generation]:
        """Returns those whose turn it is now."""
        self._paused[backend] -= 1
        if self._paused[backend] > 0:
            return []
        del self._paused[backend]
        waiting = dict.fromkeys(
            (self._places[one].chat, one.persona_id) for one in self.live_of(backend)
        )
        firsts = (self._next(chat, persona_id) for chat, persona_id in waiting)
        return [one for one in firsts if one is not None]

    def _next(self, chat: OpenChat, persona_id: str) -> Generation | None:
        waiting = [one for one in chat.generations if _is_before(one, persona_id)]
        if not waiting or waiting[0].state != "queued":
            return None
        return None if self._places[waiting[0]].backend in self._paused else waiting[0]


def _is_before(one: Generation, persona_id: str) -> bool:
    """Whether a persona's next prompt waits for a generation."""
    return one.persona_id == persona_id and not (one.is_in_background or one.never_began)
