"""What people change in the messages of a chat."""

from __future__ import annotations

import asyncio
import contextvars
import weakref
from collections.abc import Callable
from typing import Any

from jupyterlab_chat.models import (
    BaseChatModel,
    ChatMessageAction,
    ChatMessageEvent,
)
from jupyterlab_chat.ychat import YChat
from pycrdt import MapEvent

from .backend import Chat
from .mark import unseen_of


class Edits:
    """Tells of messages whose text a page has changed or deleted, past the chat model's methods.

    Without collaboration a page tells the chat's own websocket, which writes into the model's
    memory and then calls those who observe messages. With it, the page changes the shared
    document, of which only a deep observer hears; as YChat itself asks, it is changed on the event
    loop alone.

    Args:
        model: The chat model. Of one that is neither nothing is told.
        on_edit: Called with the id of the message; in the shared document in a later turn of the
            loop, as nothing can be written while a change is told.
    """

    def __init__(self, model: Chat, on_edit: Callable[[str], None]) -> None:
        self._on_edit = on_edit
        self._unobserve: Callable[[], None] | None = None
        if isinstance(model, YChat):
            # A subscription is held where no garbage collector sees it, and this holds the chat.
            on_changes = weakref.WeakMethod(self._on_changes)

            def tell(events: list[Any]) -> None:
                method = on_changes()
                if method is not None:
                    method(events)

            messages, subscription = model.ymessages, model.ymessages.observe_deep(tell)
            self._unobserve = lambda: messages.unobserve(subscription)
        elif isinstance(model, BaseChatModel):
            observer = model.observe_messages(self._on_event)
            self._unobserve = lambda: model.unobserve_messages(observer)

    def dispose(self) -> None:
        """Tell nothing any more. Calling it twice is fine."""
        unobserve, self._unobserve = self._unobserve, None
        if unobserve is not None:
            unobserve()

    def _on_event(self, event: ChatMessageEvent) -> None:
        if event.action == ChatMessageAction.CLIENT_MSG_EDITED:
            self._on_edit(event.message.id)

    def _on_changes(self, events: list[Any]) -> None:
        # pycrdt's events have attributes that their types do not name.
        maps: list[Any] = [event for event in events if isinstance(event, MapEvent)]
        for event in maps:
            if _is_edit(event):
                message_id = event.target.get("id")
                # Not in the context of whoever has made the change.
                loop = asyncio.get_running_loop()
                loop.call_soon(self._on_edit, message_id, context=contextvars.Context())


def _is_edit(event: Any) -> bool:
    """Whether a change to a message leaves beside its new text what was unseen of the old one.

    The stop that cuts a text brings what is unseen of it in the same change.
    """
    keys = event.keys
    is_deleted = bool(keys.get("deleted", {}).get("newValue"))
    if not is_deleted and "body" not in keys:
        return False
    unseen = unseen_of(event.target.get("metadata"))
    before = keys.get("metadata")
    return unseen is not None and (before is None or unseen == unseen_of(before.get("oldValue")))
