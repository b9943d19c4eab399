"""What the suite sets up for one test."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal
from uuid import uuid4

from jupyterlab_chat.models import Message, NewMessage
from jupyterlab_chat.websocket_model import WsChatModel
from jupyterlab_chat.ychat import YChat

from ..generations import MARK_KEY, Chat, ChatBackend, Generation, LadderTimes, Registry
from ..reach import LibraryRecorder
from .backend import BackendUnderTest
from .model import Completion, ScriptedModel

Kind = Literal["without collaboration", "with collaboration"]

PATIENCE_S: Final = 20.0
"""How long the suite waits for what happens within milliseconds, in seconds."""

PERSON: Final = "conformance"
"""Who asks."""

Open = Callable[[Registry, Chat, str], AbstractAsyncContextManager[BackendUnderTest]]


class NotingRegistry(Registry):
    """Notes who connects."""

    connected: tuple[ChatBackend, ...] = ()

    def connect(self, chat: Chat, backend: ChatBackend) -> None:
        super().connect(chat, backend)
        if backend not in self.connected:
            self.connected = (*self.connected, backend)


class Stage:
    """A chat in which an adapter answers with a scripted model.

    Args:
        registry: Runs the generations.
        chat: The chat model.
        model: The model.
        tested: The adapter, in the chat.
    """

    def __init__(
        self, registry: NotingRegistry, chat: Any, model: ScriptedModel, tested: BackendUnderTest
    ) -> None:
        self.registry = registry
        self.chat = chat
        self.model = model
        self.tested = tested

    @property
    def chat_id(self) -> str:
        return str(self.chat.get_id())

    @property
    def backend(self) -> ChatBackend:
        """What the adapter has connected for its persona."""
        persona_id = self.tested.persona_id
        (backend,) = [one for one in self.registry.connected if one.answers_for(persona_id)]
        return backend

    async def ask(self, prompt: str) -> Generation:
        """The generation that a person's message begins."""
        message_id = self.chat.add_message(NewMessage(body=prompt, sender=PERSON))
        message = self.chat.get_message(message_id)
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[Generation] = loop.create_future()

        def look(generation: Generation) -> None:
            if generation.prompt_id == message_id and not begun.done():
                begun.set_result(generation)

        forget = self.registry.observe(look)
        try:
            await asyncio.wait_for(self.tested.ask(message), PATIENCE_S)
            return await asyncio.wait_for(begun, PATIENCE_S)
        finally:
            forget()

    async def asked_model(self, **until: Any) -> Completion:
        """The model's last request, once something is so of it; see `Completion.until`."""
        assert await asyncio.to_thread(self.model.is_asked.wait, PATIENCE_S)
        completion = self.model.completions[-1]
        assert await asyncio.to_thread(completion.until, timeout_s=PATIENCE_S, **until)
        return completion

    def stop(self, *generations: Generation) -> None:
        """Stop these, or all that the person has asked."""
        ids = [one.generation_id for one in generations] or None
        self.registry.stop(self.chat_id, ids, by=PERSON)

    async def end_of(self, generation: Generation) -> Generation:
        """Return when it has ended."""
        await asyncio.wait_for(generation.ended.wait(), PATIENCE_S)
        return generation

    def replies(self) -> list[Message]:
        """What a person reads of the persona."""
        persona_id = self.tested.persona_id
        messages: list[Message] = self.chat.get_messages()
        return [one for one in messages if one.sender == persona_id and not one.deleted]

    def mark(self, message_id: str) -> dict[str, Any]:
        """The mark of a message; an empty one, where it has none."""
        message = self.chat.get_message(message_id)
        mark: dict[str, Any] = ((message.metadata if message else None) or {}).get(MARK_KEY, {})
        return mark


@asynccontextmanager
async def stage(open_backend: Open, kind: Kind, folder: Path) -> AsyncIterator[Stage]:
    """A stage; what still runs there at the end is stopped."""
    registry = NotingRegistry(
        LadderTimes(grace_period_s=2.0, patience_s=3.0),
        flush_interval_s=0.0,
        log=logging.getLogger(__name__),
        recorder=LibraryRecorder(),
    )
    chat = _chat(kind, folder)
    with ScriptedModel() as model:
        try:
            async with open_backend(registry, chat, model.url) as tested:
                yield Stage(registry, chat, model, tested)
        finally:
            await registry.shutdown()


def _chat(kind: Kind, folder: Path) -> Any:
    name, content = "conformance.chat", json.dumps({"metadata": {"id": uuid4().hex}})
    if kind == "without collaboration":
        (folder / name).write_text(content, encoding="utf-8")
        chat = WsChatModel(name, folder)
        chat.load_from_file()
        return chat
    shared = YChat()  # type: ignore[no-untyped-call]
    shared.set(content)
    shared.initial_path = name
    return shared
