"""A page that shows a chat, and what a person does with a message there."""

from __future__ import annotations

from typing import Any, cast

from jupyterlab_chat.websocket_handler import WSChatHandler
from jupyterlab_chat.websocket_model import WsChatModel
from jupyterlab_chat.ws_messages import ClientEditMessage
from jupyterlab_chat.ychat import YChat
from pycrdt import Array, Doc, Map

from .recording_chat import RecordingChat


class Page:
    """Changes messages as jupyterlab-chat's own script does: by a frame to the chat's websocket or,
    with collaboration, in the document that it shares with the server.
    """

    def __init__(self, chat: RecordingChat) -> None:
        self._chat = chat

    def edit(self, message_id: str, body: str) -> None:
        """A person gives a message another text."""
        self._change(message_id, body=body, edited=True)

    def delete(self, message_id: str) -> None:
        """A person deletes a message."""
        self._change(message_id, body="", deleted=True)

    def note(self, message_id: str, key: str, value: object) -> None:
        """An extension in the page writes into a message's metadata, where all share it."""
        message = self._chat.get_message(message_id)
        assert message is not None
        self._share(message_id, metadata={**(message.metadata or {}), key: value})

    def _change(self, message_id: str, **fields: Any) -> None:
        if isinstance(self._chat, YChat):
            self._share(message_id, **fields)
        else:
            frame = ClientEditMessage(id=message_id, **fields)
            handler = cast(WSChatHandler, None)
            WSChatHandler._handle_update_message(handler, frame, cast(WsChatModel, self._chat))

    def _share(self, message_id: str, **fields: Any) -> None:
        assert isinstance(self._chat, YChat)
        here, there = self._chat._ydoc, Doc[Any]()
        there.apply_update(here.get_update())
        known = there.get_state()
        messages = there.get("messages", type=Array)
        (message,) = (one for one in cast("Array[Map[Any]]", messages) if one["id"] == message_id)
        with there.transaction():
            for name, value in fields.items():
                # As the page does: only what differs.
                if message.get(name) != value:
                    message[name] = value
        here.apply_update(there.get_update(known))
