"""A chat's backend that a registry can ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class RecordingBackend:
    """Notes the prompts it is asked again, and answers them as it is told to.

    Args:
        persona_ids: Whom it answers for.
        can_reload: Whether they can be started anew.
    """

    def __init__(self, *persona_ids: str, can_reload: bool = True) -> None:
        self._persona_ids = persona_ids
        self.can_reload = can_reload
        self.asked_again: list[str] = []
        self.asked_by: list[str] = []
        self.reloads = 0
        self.reloaded = asyncio.Event()
        self.may_reload = asyncio.Event()
        self.may_reload.set()
        self.answer: Callable[[str], object] = lambda prompt_id: None

    def answers_for(self, persona_id: str) -> bool:
        return persona_id in self._persona_ids

    def ask_again(self, prompt_id: str, asked_by: str) -> None:
        self.asked_again.append(prompt_id)
        self.asked_by.append(asked_by)
        self.answer(prompt_id)

    async def reload(self) -> None:
        self.reloads += 1
        await self.may_reload.wait()
        self.reloaded.set()
