"""Real chat models that note what is written to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jupyterlab_chat.models import Message, NewMessage
from jupyterlab_chat.websocket_model import WsChatModel
from jupyterlab_chat.ychat import YChat

Triggers = list[Callable[..., Any]] | None


@dataclass(frozen=True)
class Write:
    """One write that reached the chat, with the body that the message had after it."""

    method: str
    message_id: str
    body: str
    metadata: dict[str, Any] | None
    append: bool


class Recording:
    """Mixed into a chat model: keeps its writes, oldest first, in `writes`."""

    writes: list[Write]
    on_write: Callable[[Write], object] = staticmethod(lambda write: None)
    """Called with each write, on the thread that makes it."""

    def add_message(self, new_message: NewMessage, trigger_actions: Triggers = None) -> str:
        message_id: str = super().add_message(new_message, trigger_actions)  # type: ignore[misc]
        self._note("add", message_id, append=False)
        return message_id

    def update_message(
        self, update: Message, append: bool = False, trigger_actions: Triggers = None
    ) -> None:
        super().update_message(replace(update), append, trigger_actions)  # type: ignore[misc]
        self._note("update", update.id, append=append)

    def writes_to(self, message_id: str) -> list[Write]:
        """The writes to one message."""
        return [write for write in self.writes if write.message_id == message_id]

    def _note(self, method: str, message_id: str, *, append: bool) -> None:
        message = super().get_message(message_id)  # type: ignore[misc]
        if message is not None:
            write = Write(method, message_id, message.body, message.metadata, append)
            self.writes.append(write)
            self.on_write(write)


class RecordingWsChat(Recording, WsChatModel):
    """The chat model of a server without real-time collaboration, in a file of its own."""

    def __init__(self, path: Path) -> None:
        self.writes = []
        super().__init__(path.name, path.parent)
        self.load_from_file()
        self.save()


class RecordingYChat(Recording, YChat):
    """The chat model of a server with real-time collaboration."""

    def __init__(self) -> None:
        self.writes = []
        super().__init__()
        self.dirty = False


RecordingChat = RecordingWsChat | RecordingYChat
