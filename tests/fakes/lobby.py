"""A chat with jupyter-ai's own persona manager in it."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from jupyter_ai_persona_manager import persona_manager
from jupyter_ai_persona_manager.extension import PersonaManagerExtension
from jupyterlab_chat.models import Message, NewMessage

from jupyter_stop_stream.adapters import PersonaAdapter
from jupyter_stop_stream.adapters.persona_chat import SHUTDOWN_S
from jupyter_stop_stream.generations import Generation, LadderTimes, Registry

from .desk import PATIENT
from .recording_chat import RecordingChat
from .recording_observer import RecordingObserver


class Lobby:
    """Sends messages to personas the way jupyter-ai's router does.

    Args:
        chat: The chat model.
        root: Where the chat's file is.
        extension: The extension app that makes the manager, adapted here unless it was already.
        registry: Shared by the lobbies of one server; made here if there is none.
        times: Of the registry that is made here.
        shutdown_s: How long a persona is given to shut down, where it is adapted here.
    """

    def __init__(
        self,
        chat: RecordingChat,
        root: Path,
        *,
        extension: PersonaManagerExtension | None = None,
        registry: Registry | None = None,
        times: LadderTimes = PATIENT,
        shutdown_s: float = SHUTDOWN_S,
    ) -> None:
        self.chat = chat
        self.registry = registry or Registry(
            times, flush_interval_s=0.0, log=logging.getLogger("lobby")
        )
        self.observer = RecordingObserver()
        self.registry.observe(self.observer)
        if extension is None:
            extension = PersonaManagerExtension()
            log = logging.getLogger("lobby")
            assert PersonaAdapter(self.registry, log, shutdown_s=shutdown_s).attach(extension)
        self.extension = extension
        self.manager: persona_manager.PersonaManager = extension.persona_manager_class(
            parent=extension,
            chat=chat,
            root_dir=str(root),
            event_loop=asyncio.get_running_loop(),
        )

    def persona(self, name: str = "Talker") -> Any:
        """The persona of this class."""
        return self.manager.personas[f"jupyter-ai-personas::tests::{name}"]

    def send(self, body: str, to: str = "Talker", sender: str = "ada") -> Message:
        """A person's message that the picker directed at a persona; it is routed at once."""
        message = self.write(body, to, sender)
        self.manager.on_chat_message(self.chat.get_id(), message)
        return message

    def ask(self, body: str, to: str = "Talker", sender: str = "ada") -> Generation:
        """The generation that a message begins."""
        before = self.registry.live()
        self.send(body, to, sender)
        (begun,) = (one for one in self.registry.live() if one not in before)
        return begun

    def write(self, body: str, to: str, sender: str) -> Message:
        """The same message, not routed."""
        message_id = self.chat.add_message(NewMessage(body=body, sender=sender))
        message = self.message(message_id)
        message.metadata = {"to_persona": self.persona(to).id}
        self.chat.update_message(message)
        return self.message(message_id)

    def message(self, message_id: str) -> Message:
        message = self.chat.get_message(message_id)
        assert message is not None
        return message

    async def until_shown(self, body: str) -> None:
        """Return when a person reads this as the newest message."""
        written = asyncio.Event()
        self.chat.on_write = lambda write: written.set()
        while self.shown()[-1:] != [body]:
            written.clear()
            await written.wait()

    def shown(self) -> list[str]:
        """What a person reads in this chat."""
        return [message.body for message in self.chat.get_messages() if not message.deleted]
