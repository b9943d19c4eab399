"""The personas of jupyter-ai 3, through the persona manager class.

jupyter-ai creates a task per message with `persona.on_message(message)` and keeps no reference.
Whichever class its extension is configured with is extended, so that each persona's `on_message`
starts a generation. Nothing here imports jupyter-ai at load: without it there is nothing to adapt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from logging import Logger
from typing import Any, Final

from jupyterlab_chat.models import Message
from jupyterlab_chat.websocket_model import WsChatModel

from ..generations import Registry, Request, current_generation, shared
from ..protocol import UnknownPrompt
from .acp import TURN_END_S, AcpAdapter
from .memory import Memory

# Persona managers and personas are `Any`: jupyter-ai is no dependency of this package.

INIT_PERSONAS: Final = "_init_personas"
"""The manager's method that makes the personas of its chat, in persona-manager 0.2 and 0.3."""

SHUTDOWN: Final = "shutdown_personas"
"""The manager's method that ends them, when the chat closes and on `/refresh-personas`."""


class PersonaAdapter:
    """Makes every persona of every chat stoppable.

    Args:
        registry: Runs the generations.
        log: Told what could not be adapted, and why.
        turn_end_s: How long a prompt waits for an agent in another process that does not end its
            stopped turn, in seconds.
    """

    def __init__(self, registry: Registry, log: Logger, *, turn_end_s: float = TURN_END_S) -> None:
        self._registry = registry
        self._log = log
        self._agents = AcpAdapter(log, turn_end_s)

    def attach(self, extension: Any) -> bool:
        """Extend the persona manager class of jupyter-ai's extension app.

        Called once, when this server extension loads. Managers are made later, when a chat opens.

        Returns:
            Whether the class had what is needed.
        """
        manager_class = getattr(extension, "persona_manager_class", None)
        if not isinstance(manager_class, type):
            return False
        if not all(hasattr(manager_class, name) for name in (INIT_PERSONAS, SHUTDOWN)):
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

        def _init_personas(manager: Any) -> dict[str, Any]:
            personas = init_personas(manager)
            try:
                self.adopt(manager, personas)
            except Exception:  # noqa: BLE001
                # Personas that cannot be stopped are better than none.
                self._log.exception("The personas of a chat could not be made stoppable.")
            return personas

        async def _shutdown_personas(manager: Any) -> None:
            self._registry.disconnect(manager.chat.get_id())
            await shutdown_personas(manager)

        return type(
            manager_class.__name__,
            (manager_class,),
            {
                "__doc__": manager_class.__doc__,
                "__module__": manager_class.__module__,
                INIT_PERSONAS: _init_personas,
                SHUTDOWN: _shutdown_personas,
            },
        )

    def adopt(self, manager: Any, personas: dict[str, Any]) -> None:
        """Gate the manager's chat and make its personas' answers generations.

        Called when a manager has made its personas: when a chat opens and on `/refresh-personas`.
        """
        self._registry.connect(manager.chat, PersonaChat(manager))
        for persona in personas.values():
            self._wrap(persona)

    def _wrap(self, persona: Any) -> None:
        answer: Callable[[Message], Awaitable[None]] = persona.on_message
        prepare: Callable[[], Awaitable[None]] = persona._ensure_prepared
        handle_error: Callable[[Exception], Awaitable[None]] = persona.handle_uncaught_exception
        cancel: Callable[[], Awaitable[None]] | None = None
        if self._agents.adopt(persona):
            cancel = partial(self._agents.cancel, persona)
        elif _has_own_cancel(persona):
            cancel = persona.cancel_response

        # Not a coroutine function: the generation exists when the call returns, before the task
        # that the manager makes of the result has run. A stop in between finds it.
        def on_message(message: Message) -> Awaitable[None]:
            request = self._request(persona, message, partial(answer, message), cancel)
            generation = self._registry.start(request)

            async def until_it_ends() -> None:
                await generation.ended.wait()

            return until_it_ends()

        async def handle_uncaught_exception(exc: Exception) -> None:
            generation = current_generation.get()
            if generation is not None:
                generation.error = exc
            await handle_error(exc)

        persona.on_message = on_message
        persona.handle_uncaught_exception = handle_uncaught_exception
        persona._ensure_prepared = partial(shared, prepare)

    def _request(
        self,
        persona: Any,
        message: Message,
        work: Callable[[], Awaitable[None]],
        cancel: Callable[[], Awaitable[None]] | None,
    ) -> Request:
        # Without real-time collaboration a server has one person, under as many names as tabs.
        is_one_person = isinstance(persona.chat, WsChatModel)
        memory = Memory(self._log)
        return Request(
            chat_id=persona.chat.get_id(),
            prompt_id=message.id,
            persona_id=persona.id,
            persona_name=persona.name,
            asked_by=None if is_one_person else message.sender,
            work=memory.watched(work),
            cancel=cancel,
            after_stop=memory.mend,
        )


class PersonaChat:
    """The chat of one persona manager, as the registry sees it."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager

    @property
    def chat_id(self) -> str:
        """The chat's `get_id()`."""
        return str(self._manager.chat.get_id())

    def ask_again(self, prompt_id: str) -> None:
        """Route a prompt as its arrival did.

        Raises:
            UnknownPrompt: The chat has no such message, or it was deleted.
        """
        message = self._manager.chat.get_message(prompt_id)
        if message is None or message.deleted:
            raise UnknownPrompt("This prompt is not in the chat any more.")
        self._manager.on_chat_message(self.chat_id, message)

    async def reload(self) -> None:
        """Do what `/refresh-personas` does, and say so in the chat where it fails."""
        try:
            await self._manager.refresh_personas()
        except Exception as error:
            self._manager.send_system_message(f"The personas could not be reloaded: {error}")
            raise


def _has_own_cancel(persona: Any) -> bool:
    """Whether the persona's class overrides the `cancel_response` that does nothing."""
    definers = [cls for cls in type(persona).__mro__ if "cancel_response" in vars(cls)]
    return bool(definers) and definers[0].__name__ != "BasePersona"
