"""The chats that bots without jupyter-ai answer in, for as long as these are open."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial
from typing import Any, Final

from ..generations import Chat, Registry
from ..protocol import UnknownChat
from .bot import Bot
from .bot_chat import BotChat

BOTS_KEY: Final = "stop_stream_bots"
"""Where the web application's settings have them."""

STOPPABLE_KEY: Final = "stop_stream_stoppable"
"""Where the settings have the bots whose authors made them stoppable, by id. They may have done so
before this extension was loaded.
"""


class Bots:
    """Connects a bot to a chat when it first answers there, or when a chat is opened in which it
    has answered; disconnects it when the chat is closed.

    A chat is open for as long as jupyterlab-chat's manager has its model, and announces so. In one
    that the manager does not have, a bot is connected while it answers.

    Args:
        registry: Runs the generations.
        settings: The web application's.
    """

    def __init__(self, registry: Registry, settings: MutableMapping[str, Any]) -> None:
        self._registry = registry
        self._settings = settings
        self._backends: dict[Chat, dict[str, BotChat]] = {}
        self._is_observing = False

    def observe_chats(self) -> None:
        """Be told which chats are opened and closed, where that is known. Called when all
        extensions are loaded, and when a bot answers first; calling it twice is fine.
        """
        manager = self._settings.get("chat_manager")
        if manager is not None and not self._is_observing:
            self._is_observing = True
            manager.observe_chats(self._on_chat)

    def backend_of(self, chat: Chat, bot: Bot) -> BotChat | None:
        """A bot in a chat, connected; `None` in one whose file was opened anew since."""
        self.observe_chats()
        backend = self._backends.get(chat, {}).get(bot.id)
        if backend is None:
            backend = BotChat(chat, bot, self._registry, partial(self._on_idle, bot=bot))
        if not self._registry.is_connected(backend):
            try:
                self._registry.connect(chat, backend)
            except UnknownChat:
                self._forget(chat)
                return None
            self._backends.setdefault(chat, {})[bot.id] = backend
            for other in [one for one in self._backends if not self._is_connected(one)]:
                # Its file was opened anew.
                self._forget(other)
        return backend

    def _is_connected(self, chat: Chat) -> bool:
        return any(map(self._registry.is_connected, self._backends[chat].values()))

    def _on_idle(self, backend: BotChat, bot: Bot) -> None:
        if not self._has(backend.chat):
            self._registry.disconnect(backend)
            of_chat = self._backends.get(backend.chat, {})
            of_chat.pop(bot.id, None)
            if not of_chat:
                self._forget(backend.chat)

    def _has(self, chat: Chat) -> bool:
        manager = self._settings.get("chat_manager")
        return manager is not None and manager.get(chat.get_id()) is chat

    async def _on_chat(self, logger: object, schema_id: str, data: dict[str, Any]) -> None:
        """Called by the chat manager."""
        chat_id, action = data["chat_id"], data["action"]
        if action == "opened":
            self._on_opened(self._settings["chat_manager"].get(chat_id))
        elif action in ("closed", "deleted"):
            for chat in [one for one in self._backends if one.get_id() == chat_id]:
                # One of two copies of a chat may still be shown in a page.
                is_shown = action == "closed" and getattr(chat, "handlers", None)
                if not self._has(chat) and not is_shown:
                    self._close(chat)

    def _on_opened(self, chat: Chat | None) -> None:
        bots: list[Bot] = list(self._settings.get(STOPPABLE_KEY, {}).values())
        if chat is None or not bots:
            return
        senders = {message.sender for message in chat.get_messages()}
        for bot in bots:
            if bot.id in senders:
                self.backend_of(chat, bot)

    def _close(self, chat: Chat) -> None:
        for backend in self._forget(chat):
            self._registry.disconnect(backend)

    def _forget(self, chat: Chat) -> list[BotChat]:
        return list(self._backends.pop(chat, {}).values())
