"""What personas say of themselves beside their replies, such as "is thinking ...", in one chat."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ..generations import Generation, current_generation

speaks_for: ContextVar[Generation | None] = ContextVar("stop_stream_speaks_for", default=None)
"""The generation that code outside of it speaks for, such as the wait for an agent's answer."""


class StatusLines:
    """Stands between a chat model's `broadcast_writing_status` and the personas.

    A status goes with the answer that it was set for: what a stopped answer still says is dropped,
    and so is what clears the status of a later one.

    Args:
        chat: The chat model. Its method is replaced on the instance.
        answer_of: The generation in which a persona is writing, by persona id.
    """

    def __init__(self, chat: Any, answer_of: Callable[[str], Generation | None]) -> None:
        self._show: Callable[[Any, Any], None] = chat.broadcast_writing_status
        earlier = getattr(self._show, "__self__", None)
        if isinstance(earlier, StatusLines):
            self._show = earlier._show
        self._answer_of = answer_of
        self._set: dict[str, tuple[Generation, Any]] = {}
        chat.broadcast_writing_status = self._broadcast

    def clear(self, persona_id: str) -> None:
        """Clear the status that a stopped answer has left. Called when one of a persona ended."""
        generation, user = self._set.get(persona_id, (None, None))
        if generation is not None and generation.is_interrupted and not generation.is_live:
            del self._set[persona_id]
            self._show(user, None)

    def _broadcast(self, user: Any, status: Any = None) -> None:
        persona_id = user.username
        generation = self._writer(persona_id)
        if generation is None:
            self._show(user, status)
        elif status is None:
            earlier, _ = self._set.get(persona_id, (None, None))
            if earlier is generation or not generation.is_interrupted:
                self._set.pop(persona_id, None)
                self._show(user, None)
        elif not generation.is_interrupted:
            self._set[persona_id] = (generation, user)
            self._show(user, status)

    def _writer(self, persona_id: str) -> Generation | None:
        generation = current_generation.get() or speaks_for.get()
        if generation is not None and generation.persona_id == persona_id:
            return generation
        return self._answer_of(persona_id)
