"""What can be done with a prompt that waits for its turn."""

from __future__ import annotations

from ..protocol import (
    AskedByOthers,
    MoveTo,
    NotAllowed,
    NotWaiting,
    UnknownGeneration,
    UnknownPrompt,
)
from .generation import Generation
from .lifecycle import Lifecycle
from .open_chats import OpenChats
from .roster import Roster


class Waiting:
    """Moves prompts that wait, and nothing of what runs.

    Args:
        roster: Which generations there are.
        chats: Which chat each of them is in.
        lifecycle: Moves one, or ends it.
    """

    def __init__(self, roster: Roster, chats: OpenChats, lifecycle: Lifecycle) -> None:
        self._roster = roster
        self._chats = chats
        self._lifecycle = lifecycle

    def move(
        self,
        chat_id: str,
        generation_id: str,
        to: MoveTo,
        *,
        chat_path: str | None,
        by: str,
        by_name: str | None,
        may_stop_others: bool,
    ) -> list[Generation]:
        """See `Registry.move`."""
        known = self._chats.meant(self._roster.known([generation_id]), chat_id, chat_path)
        if not known:
            raise UnknownGeneration("There is no such answer in this chat.")
        generation = known[0]
        if not may_stop_others and not generation.is_asked_by(by):
            raise AskedByOthers
        if generation.state != "queued":
            raise NotWaiting("This prompt does not wait any more.")
        if to == "front":
            self._lifecycle.bring_to_front(generation)
            return [generation]
        return self._take_back(generation, by, by_name)

    def _take_back(self, generation: Generation, by: str, by_name: str | None) -> list[Generation]:
        chat = self._roster.chat_with(generation)
        prompt_id = generation.prompt_id
        prompt = chat.gated.ungated.get_message(prompt_id)
        if prompt is None or prompt.deleted:
            raise UnknownPrompt("This prompt is not in the chat any more.")
        # It may be for several personas, who would answer what is no prompt any more.
        of_prompt = [one for one in chat.generations if one.prompt_id == prompt_id]
        is_theirs = generation.asked_by is None or prompt.sender == by
        if not is_theirs or not all(one.is_asked_by(by) for one in of_prompt):
            raise NotAllowed("A prompt is taken back by whoever has sent it.")
        if prompt_id in chat.heard or chat.answered_by(prompt_id):
            raise NotWaiting("A persona has begun with this prompt.")
        for one in of_prompt:
            self._lifecycle.take_back(one, by, by_name)
        return of_prompt
