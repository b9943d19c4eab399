"""The personas of jupyter-ai 3, through the persona manager class.

jupyter-ai creates a task per message with `persona.on_message(message)` and keeps no reference.
Whichever class its extension is configured with is extended, so that each persona's `on_message`
starts a generation. Nothing here imports jupyter-ai at load: without it there is nothing to adapt.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from functools import partial
from logging import Logger
from typing import Any, Final

from ..generations import CommandRecorder, Registry
from .acp import TURN_END_S, AcpAdapter
from .memory import Memory
from .persona_chat import SHUTDOWN_S, PersonaChat

# Persona managers and personas are `Any`: jupyter-ai is no dependency of this package.

INIT_PERSONAS: Final = "_init_personas"
"""The manager's method that makes the personas of its chat."""

SHUTDOWN: Final = "shutdown_personas"
"""The manager's method that ends them, when the chat closes and on `/refresh-personas`."""

REFRESH: Final = "refresh_personas"
"""The manager's method that ends them and makes them anew."""

ROUTE: Final = "on_chat_message"
"""The manager's method that gives a message to the persona that it is for."""

CHAT: Final = "_stop_stream_chat"
"""Where a manager keeps what adapts it."""


class PersonaAdapter:
    """Makes every persona of every chat stoppable.

    Args:
        registry: Runs the generations.
        log: Told what could not be adapted, and why.
        turn_end_s: How long an agent in another process is given to end its stopped turn, in
            seconds; see `TURN_END_S`.
        commands: Sees what such agents run by themselves; `None` where no process is to be ended.
        shutdown_s: How long a persona is given to shut down, in seconds.
    """

    def __init__(
        self,
        registry: Registry,
        log: Logger,
        *,
        turn_end_s: float = TURN_END_S,
        commands: CommandRecorder | None = None,
        shutdown_s: float = SHUTDOWN_S,
    ) -> None:
        self._registry = registry
        self._log = log
        self._agents = AcpAdapter(log, turn_end_s, commands, registry.tell)
        self._shutdown_s = shutdown_s

    def attach(self, extension: Any) -> bool:
        """Extend the persona manager class of jupyter-ai's extension app.

        Called once, when this server extension loads. Managers are made later, when a chat opens.

        Returns:
            Whether the class had what is needed.
        """
        manager_class = getattr(extension, "persona_manager_class", None)
        if not isinstance(manager_class, type):
            return False
        if not all(hasattr(manager_class, name) for name in (INIT_PERSONAS, SHUTDOWN, REFRESH)):
            return False
        if not _has_chat_models(manager_class):
            return False
        Memory.watch()
        extension.persona_manager_class = self.extended(manager_class)
        return True

    def extended(self, manager_class: type) -> type:
        """A subclass that adopts its personas. It keeps the name, because jupyter-ai looks up
        `PersonaManager.default_persona_id` in its configuration by the name of the class.
        """
        init_personas: Callable[[Any], dict[str, Any]] = getattr(manager_class, INIT_PERSONAS)
        shutdown_personas: Callable[[Any], Awaitable[None]] = getattr(manager_class, SHUTDOWN)
        refresh_personas: Callable[[Any], Awaitable[None]] = getattr(manager_class, REFRESH)

        route: Callable[[Any, str, Any], None] | None = getattr(manager_class, ROUTE, None)

        def _init_personas(manager: Any) -> dict[str, Any]:
            personas = init_personas(manager)
            try:
                if CHAT not in vars(manager):
                    setattr(manager, CHAT, self._chat_of(manager))
                getattr(manager, CHAT).adopt(personas)
            except Exception:  # noqa: BLE001
                # Personas that cannot be stopped are better than none.
                self._log.exception("The personas of a chat could not be made stoppable.")
            return personas

        async def _shutdown_personas(manager: Any) -> None:
            chat: PersonaChat | None = vars(manager).get(CHAT)
            own = partial(shutdown_personas, manager)
            await (own() if chat is None else chat.shut_down(own))

        async def _refresh_personas(manager: Any) -> None:
            chat: PersonaChat | None = vars(manager).get(CHAT)
            own = partial(refresh_personas, manager)
            await (own() if chat is None else chat.refresh(own))

        def _on_chat_message(manager: Any, chat_id: str, message: Any) -> None:
            chat: PersonaChat | None = vars(manager).get(CHAT)
            if route is not None and (chat is None or not chat.takes_stop(message)):
                route(manager, chat_id, message)

        return type(
            manager_class.__name__,
            (manager_class,),
            {
                "__doc__": manager_class.__doc__,
                "__module__": manager_class.__module__,
                INIT_PERSONAS: _init_personas,
                SHUTDOWN: _shutdown_personas,
                REFRESH: _refresh_personas,
                **({} if route is None else {ROUTE: _on_chat_message}),
            },
        )

    def _chat_of(self, manager: Any) -> PersonaChat:
        return PersonaChat(manager, self._registry, self._agents, self._log, self._shutdown_s)


def _has_chat_models(manager_class: type) -> bool:
    """Whether its managers have a `chat`, and its personas an `on_message` of their own: since
    persona-manager 0.2. Before that they had a room, and a message was given to a function.
    """
    packages = {cls.__module__.partition(".")[0] for cls in manager_class.__mro__}
    modules = [sys.modules[name] for name in packages if name in sys.modules]
    base = next((one.BasePersona for one in modules if hasattr(one, "BasePersona")), None)
    return all(hasattr(base, name) for name in ("on_message", "_ensure_prepared"))
