"""A chat model without its gate."""

from __future__ import annotations

import logging
from uuid import uuid4

from jupyterlab_chat.models import Message, NewMessage

from .backend import Chat, TriggerActions
from .saves import Saves, SaveTimes


class Ungated:
    """A chat model's own methods, as they were before it was gated.

    All that a gated chat writes goes through here in the end: what a gate lets through, the marks,
    and what is nobody's.

    Args:
        model: The chat model, not gated yet.
        log: Told, at debug, of what is written after `close`.
        times: When the file is saved of what is written by `stream_message`.
    """

    def __init__(self, model: Chat, log: logging.Logger, times: SaveTimes) -> None:
        self.model = model
        self.get_id = model.get_id
        self.get_path = model.get_path
        self.get_message = model.get_message
        self.get_messages = model.get_messages
        self._add_message = model.add_message
        self._update_message = model.update_message
        self._saves = Saves(model, times, log)
        self._log = log
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether writes come to nothing."""
        return self._is_closed

    def close(self) -> None:
        """Have all further writes come to nothing. Calling it twice is fine."""
        self._is_closed = True

    def add_message(
        self, new_message: NewMessage, trigger_actions: TriggerActions | None = None
    ) -> str:
        """`add_message` of the chat model. Closed, it gives the id of no message."""
        if self._is_closed:
            self._note(f"a message of {new_message.sender}")
            return uuid4().hex
        return self._add_message(new_message, trigger_actions)

    def update_message(
        self,
        update: Message,
        append: bool = False,
        trigger_actions: TriggerActions | None = None,
    ) -> None:
        """`update_message` of the chat model."""
        if self._is_closed:
            self._note(f"an update of message {update.id}")
            return
        self._update_message(update, append, trigger_actions)

    def stream_message(self, update: Message) -> None:
        """`update_message` of a reply that goes on to be written. The file may be saved later."""
        with self._saves.put_off():
            self.update_message(update, False, [])

    def _note(self, what: str) -> None:
        self._log.debug("Chat %s was opened anew: %s came to nothing.", self.get_id(), what)


def model_of(chat: Chat) -> object:
    """The chat model behind `chat`, which may be that itself.

    A model is what tells two chats apart: one that was opened anew, or whose file was duplicated,
    has the id of the other.
    """
    return chat.model if isinstance(chat, Ungated) else chat
