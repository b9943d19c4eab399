"""A chat's backend that a registry can ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jupyter_stop_stream.generations import Chat


class RecordingBackend:
    """Notes the prompts it is asked again, and answers them as it is told to."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.asked_again: list[str] = []
        self.reloads = 0
        self.reloaded = asyncio.Event()
        self.answer: Callable[[str], object] = lambda prompt_id: None

    @property
    def chat_id(self) -> str:
        return self._chat.get_id()

    def ask_again(self, prompt_id: str) -> None:
        self.asked_again.append(prompt_id)
        self.answer(prompt_id)

    async def reload(self) -> None:
        self.reloads += 1
        self.reloaded.set()
