"""Personas as their authors write them, on jupyter-ai's own classes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from jupyter_ai_persona_manager import BasePersona, PersonaDefaults
from jupyterlab_chat.models import Message


async def greet(message: Message) -> AsyncIterator[str]:
    """What a persona says that was told nothing else."""
    for chunk in ("You", " said: ", message.body):
        yield chunk


class Talker(BasePersona):
    """Streams what `answer` yields; prepares as soon as `may_prepare` is set, and shuts down as
    soon as `may_shut_down` is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer: Callable[[Message], AsyncIterator[str]] = greet
        self.may_prepare = asyncio.Event()
        self.may_prepare.set()
        self.prepares = asyncio.Event()
        self.preparations_begun = 0
        self.preparations = 0
        self.errors: list[Exception] = []
        self.shuts_down = asyncio.Event()
        self.may_shut_down = asyncio.Event()
        self.may_shut_down.set()

    @property
    def defaults(self) -> PersonaDefaults:
        return PersonaDefaults(
            name=type(self).__name__,
            description="Says what it is told to.",
            avatar_path="",
            system_prompt="",
        )

    async def prepare(self) -> None:
        self.preparations_begun += 1
        self.prepares.set()
        await self.may_prepare.wait()
        self.preparations += 1

    async def process_message(self, message: Message) -> None:
        await self.stream_message(self.answer(message))

    async def shutdown(self) -> None:
        self.shuts_down.set()
        await self.may_shut_down.wait()
        await super().shutdown()

    async def handle_uncaught_exception(self, exc: Exception) -> None:
        self.errors.append(exc)
        await super().handle_uncaught_exception(exc)


class Agent(Talker):
    """Has a cancel of its own, which ends its turn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.works = asyncio.Event()
        self.turn_ends = asyncio.Event()
        self.how_it_ended: str | None = None
        self.cancels = 0

    async def process_message(self, message: Message) -> None:
        self.works.set()
        try:
            await self.turn_ends.wait()
            self.how_it_ended = "by itself"
        except asyncio.CancelledError:
            self.how_it_ended = "cancelled"
            raise

    async def cancel_response(self) -> None:
        self.cancels += 1
        self.turn_ends.set()


class Prefiller(Talker):
    """Goes on from where an answer ends by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given: list[tuple[str, str, str | None]] = []

    async def continue_message(self, message: Message, text: str) -> None:
        processed = self.processing_message
        self.given.append((message.body, text, processed.id if processed else None))

        async def more() -> AsyncIterator[str]:
            yield " daughters."

        await self.stream_message(more())
