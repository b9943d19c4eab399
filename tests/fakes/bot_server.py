"""What a bot meets in a server: its settings, and jupyterlab-chat's own manager of chats."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from jupyter_events import EventLogger
from jupyter_server import DEFAULT_EVENTS_SCHEMA_PATH
from jupyterlab_chat.chat_manager import ChatManager
from jupyterlab_chat.models import Message, NewMessage

from jupyter_stop_stream.adapters import BOTS_KEY, Bots
from jupyter_stop_stream.generations import MARK_KEY, Generation, LadderTimes, Registry
from jupyter_stop_stream.reach import LibraryRecorder

from .desk import PATIENT
from .patience import turns, within
from .recording_chat import RecordingYChat


class Collaboration:
    """What jupyterlab-chat asks for the documents of rooms."""

    def __init__(self) -> None:
        self.rooms: dict[str, RecordingYChat] = {}

    async def get_document(self, *, room_id: str, copy: bool) -> RecordingYChat:
        return self.rooms[room_id]


class BotServer:
    """Opens and closes chats as jupyterlab-chat does.

    Args:
        root: Where the chats' files are.
        with_collaboration: Whether chats are shared documents.
        has_extension: Whether ours is loaded.
        times: Of its registry.
    """

    def __init__(
        self,
        root: Path,
        *,
        with_collaboration: bool = False,
        has_extension: bool = True,
        times: LadderTimes = PATIENT,
    ) -> None:
        self.root = root
        self.with_collaboration = with_collaboration
        self._collaboration = Collaboration()
        self._events = EventLogger()
        self._events.register_event_schema(
            DEFAULT_EVENTS_SCHEMA_PATH / "contents_service" / "v1.yaml"
        )
        self.settings: dict[str, Any] = {
            "server_root_dir": str(root),
            "event_logger": self._events,
            "jupyter_server_ydoc": self._collaboration,
        }
        self.registry = Registry(
            times,
            flush_interval_s=0.0,
            log=logging.getLogger("bots"),
            recorder=LibraryRecorder(),
        )
        self.bots = Bots(self.registry, self.settings)
        if has_extension:
            self.load_extension()
        app: Any = SimpleNamespace(web_app=SimpleNamespace(settings=self.settings))
        self.chats = ChatManager(app, start_scanner=False)
        self.settings["chat_manager"] = self.chats

    def load_extension(self) -> None:
        """As when ours is loaded, which may be after the bot's."""
        self.settings[BOTS_KEY] = self.bots

    async def open(self, name: str = "a.chat", content: dict[str, Any] | None = None) -> Any:
        """A chat model, when a page has opened its file."""
        path = self.root / name
        if not path.exists():
            path.write_text(json.dumps(content or {"metadata": {"id": uuid4().hex}}))
        if self.with_collaboration:
            chat = RecordingYChat()
            # It gives itself an id, which is not that of its file.
            await turns(2)
            chat.set(path.read_text())
            room = f"json:chat:{name}"
            self._collaboration.rooms[room] = chat
            session = {"room": room, "path": name, "action": "initialize"}
            await self.chats._on_rtc_room_event(None, "", session)
        else:
            chat = self.chats.ws_open(name)
            chat.handlers["page"] = SimpleNamespace(write_message=lambda frame: None)
        await self.told()
        return chat

    async def close(self, chat: Any) -> None:
        """What happens when the last page leaves a chat."""
        if self.with_collaboration:
            room = f"json:chat:{chat.get_path()}"
            session = {"room": room, "path": chat.get_path(), "action": "clean"}
            await self.chats._on_rtc_room_event(None, "", session)
            self._collaboration.rooms.pop(room).unobserve()
        else:
            chat.handlers.clear()
            self.chats.ws_client_gone(chat.get_id())
        await self.told()

    async def told(self) -> None:
        """Return when all listeners have heard what happened."""
        await within(self._events.gather_listeners())

    def write(self, chat: Any, body: str = "Why?", sender: str = "ada") -> Message:
        """A person's message."""
        message = chat.get_message(chat.add_message(NewMessage(body=body, sender=sender)))
        assert isinstance(message, Message)
        return message

    def one(self) -> Generation:
        """The only generation that is live."""
        (generation,) = self.registry.live()
        return generation

    def stop(self, chat: Any, *generations: Generation, by: str = "ada") -> None:
        ids = [one.generation_id for one in generations] or None
        self.registry.stop(chat.get_id(), ids, by=by)


def mark_of(chat: Any, message_id: str) -> dict[str, Any]:
    """The mark of a message; an empty one, where it has none."""
    message = chat.get_message(message_id)
    mark: dict[str, Any] = ((message.metadata if message else None) or {}).get(MARK_KEY, {})
    return mark


def shown(chat: Any) -> list[str]:
    """What a person reads in a chat."""
    return [message.body for message in chat.get_messages() if not message.deleted]
