"""The personas that one manager of jupyter-ai has in a chat, as the registry sees them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from logging import Logger
from typing import Any, Final

from jupyter_server import CallContext
from jupyterlab_chat.models import Message
from jupyterlab_chat.websocket_model import WsChatModel

from ..generations import Continued, Generation, Registry, Request
from ..generations.shared import outside
from ..protocol import UnknownPrompt
from .acp import AcpAdapter
from .answering import Answering, no_answer
from .going_on import request_to_go_on
from .memory import Memory
from .persona import StoppablePersona, goes_on_from
from .status import StatusLines

SHUTDOWN_S: Final = 5.0
"""How long a persona is given to shut down, in seconds."""

_asked_again: ContextVar[tuple[str, str] | None] = ContextVar(
    "stop_stream_asked_again", default=None
)
"""The id of a prompt that is being asked again, and the username of whoever pressed."""


@dataclass
class Asked:
    """A message, and who answers it: at first whom it was given to, then who there is of that id
    when it is its turn. A reload may come between.
    """

    persona: StoppablePersona
    message: Message
    continues: Continued | None = None
    is_begun: bool = False
    generation: Generation | None = None


class ChatClosed(Exception):
    """Ends the reload of a chat that was closed, or opened anew, meanwhile."""


class PersonaChat:
    """One persona manager, for as long as it lives.

    Args:
        manager: The persona manager.
        registry: Runs the generations.
        agents: Makes the turns of agents in other processes stoppable.
        log: Told of what could not be made stoppable.
        shutdown_s: See `SHUTDOWN_S`.
    """

    can_reload: Final = True

    def __init__(
        self,
        manager: Any,
        registry: Registry,
        agents: AcpAdapter,
        log: Logger,
        shutdown_s: float = SHUTDOWN_S,
    ) -> None:
        self.shutdown_s = shutdown_s
        self._manager = manager
        self._registry = registry
        self._agents = agents
        self._log = log
        self._personas: dict[str, StoppablePersona] = {}
        self._status = StatusLines(manager.chat, self._answer_of)
        self._refresh: asyncio.Task[None] | None = None
        self._refreshes_in: asyncio.Task[Any] | None = None

    def adopt(self, personas: dict[str, Any]) -> None:
        """Make the manager's personas stoppable.

        Called when it has made them: when the chat opens and on every reload.
        """
        self._registry.connect(self._manager.chat, self)
        self._personas = {}
        for persona in personas.values():
            try:
                one = StoppablePersona(persona, self, self._agents, self._log)
            except Exception:  # noqa: BLE001  a persona that cannot be stopped is better than none
                self._log.exception("A persona could not be made stoppable.")
            else:
                self._personas[one.id] = one

    def answers_for(self, persona_id: str) -> bool:
        """Whether this is one of the manager's personas."""
        return persona_id in self._personas

    def ask_again(self, prompt_id: str, asked_by: str) -> None:
        """Route a prompt as its arrival did.

        Raises:
            UnknownPrompt: The chat has no such message, or it was deleted.
        """
        chat = self._manager.chat
        message = chat.get_message(prompt_id)
        if message is None or message.deleted:
            raise UnknownPrompt("This prompt is not in the chat any more.")
        if self.takes_stop(message):
            raise UnknownPrompt("This was a stop.")
        token = _asked_again.set((prompt_id, asked_by))
        try:
            self._manager.on_chat_message(chat.get_id(), message)
        finally:
            _asked_again.reset(token)

    def continue_answer(self, answer: Continued, asked_by: str) -> None:
        """Have a persona go on from where its answer ends: by its own method for that, or asked to
        by a message that the chat does not show.

        Raises:
            UnknownPrompt: It is not in this chat any more.
        """
        persona = self._personas.get(answer.persona_id)
        if persona is None:
            raise UnknownPrompt("Who wrote this answer is not in the chat any more.")
        if persona.goes_on_itself:
            self._start(persona, answer.prompt, asked_by, answer)
        else:
            message = request_to_go_on(answer, is_known=persona.knows_chat)
            self._start(persona, message, asked_by, answer)

    async def reload(self) -> None:
        """Do what `/refresh-personas` does, and say so in the chat where it fails."""
        try:
            await self._manager.refresh_personas()
        except Exception as error:
            self._manager.send_system_message(f"The personas could not be reloaded: {error}")
            raise

    async def refresh(self, refresh_personas: Callable[[], Awaitable[None]]) -> None:
        """Make the personas anew, once for all who ask at the same time.

        Args:
            refresh_personas: The manager's own.
        """
        if self._refresh is None or self._refresh.done():
            # Outside of a generation that asks for it, and that it stops.
            self._refresh = outside(partial(self._make_anew, refresh_personas))
        await asyncio.shield(self._refresh)

    async def shut_down(self, shutdown_personas: Callable[[], Awaitable[None]]) -> None:
        """Shut the personas down: when the chat is closed, and first thing of a reload.

        Args:
            shutdown_personas: The manager's own.

        Raises:
            ChatClosed: It is a reload, and the chat was closed meanwhile.
        """
        was_open = self._registry.is_connected(self)
        is_refresh = asyncio.current_task() is self._refreshes_in
        if not is_refresh:
            self._registry.disconnect(self)
        await shutdown_personas()
        if is_refresh and was_open and not self._registry.is_connected(self):
            raise ChatClosed

    def takes_stop(self, message: Message) -> bool:
        """Whether a message is a person's stop, which is done, and no prompt. Called before it is
        routed.

        Where the persona that it is for has told of a `/stop` of its own, it is for that.
        """
        persona_id = (message.metadata or {}).get("to_persona")
        state = getattr(self._manager.personas.get(persona_id), "state", None)
        commands = getattr(state, "slash_commands", None) or ()
        if any(str(getattr(one, "name", "")).lstrip("/") == "stop" for one in commands):
            return False
        return self._registry.take_stop(self._manager.chat, message)

    def answer(self, persona: StoppablePersona, message: Message) -> Awaitable[None]:
        """Have a persona answer a message. Called when the manager routes one to it.

        Returns:
            What ends when the answer does.
        """
        if not self._registry.is_connected(self):
            # The chat is closed: as it is without this extension.
            return persona.answer(message)
        if self.takes_stop(message):
            return no_answer()
        prompt_id, username = _asked_again.get() or (None, None)
        asked_by = username if prompt_id == message.id else None
        generation = self._start(persona, message, asked_by or message.sender)
        return Answering(generation, partial(self._registry.give_up, generation))

    def stop(self, persona: StoppablePersona) -> bool:
        """Stop what a persona is doing here, and what it is to do, as its part of our Stop.

        Returns:
            Whether there was anything.

        Raises:
            NotAllowed: All of it was asked for by somebody else than who sends the request that
                this is called in.
        """
        handler = CallContext.get(CallContext.JUPYTER_HANDLER)
        user = getattr(handler, "current_user", None)
        meant = self._registry.stop_persona(
            self,
            persona.id,
            by=user.username if user is not None else None,
            by_name=(user.display_name or user.name) if user is not None else None,
        )
        return bool(meant)

    def say_left_behind(self, name: str) -> None:
        """Say in the chat that a persona did not shut down, where that is still read."""
        if self._registry.is_connected(self):
            self._manager.send_system_message(
                f"{name} did not shut down and was left behind. It may still be running."
            )

    async def _make_anew(self, refresh_personas: Callable[[], Awaitable[None]]) -> None:
        self._refreshes_in = asyncio.current_task()
        try:
            with self._registry.paused(self):
                await refresh_personas()
        except ChatClosed:
            self._log.info("A chat was closed while its personas were reloaded.")
        finally:
            self._refreshes_in = None

    def _start(
        self,
        persona: StoppablePersona,
        message: Message,
        asked_by: str,
        continues: Continued | None = None,
    ) -> Generation:
        prompt_id = message.id if continues is None else continues.prompt.id
        asked = Asked(persona, message, continues)
        memory = Memory(self._log)
        request = Request(
            chat_id=self._manager.chat.get_id(),
            prompt_id=prompt_id,
            persona_id=persona.id,
            persona_name=persona.name,
            # Without real-time collaboration a server has one person, under as many names as tabs.
            asked_by=None if isinstance(self._manager.chat, WsChatModel) else asked_by,
            work=memory.watched(partial(self._work, asked)),
            cancel=partial(_cancel, asked) if persona.cancel is not None else None,
            after_stop=partial(self._after_stop, asked, memory),
            can_continue=True,
            continues=continues,
            given=message if message.id != prompt_id else None,
        )
        asked.generation = self._registry.start(self, request)
        return asked.generation

    async def _work(self, asked: Asked) -> None:
        asked.is_begun = True
        # Also where not: it may be asked in the course of an answer that goes on from another.
        goes_on_from.set(None if asked.continues is None else asked.continues.text)
        persona_id = asked.persona.id
        if persona_id in self._personas:
            asked.persona = self._personas[persona_id]
            await asked.persona.answer(asked.message)
        elif persona_id in self._manager.personas:
            # One that could not be made stoppable.
            await self._manager.personas[persona_id].on_message(asked.message)
        else:
            self._manager.send_system_message(f"{asked.persona.name} is not in this chat any more.")

    async def _after_stop(self, asked: Asked, memory: Memory, seen: Sequence[str]) -> None:
        self._status.clear(asked.persona.id)
        if asked.is_begun:
            asked.persona.tell_idle(asked.message.id)
        has_read = asked.generation is not None and asked.generation.has_read_chat
        if has_read or memory.has_run:
            asked.persona.knows_chat = True
        await memory.mend(seen)

    def _answer_of(self, persona_id: str) -> Generation | None:
        live = self._registry.live_of(self)
        of_persona = (one for one in live if one.persona_id == persona_id)
        return next((one for one in of_persona if one.state != "queued"), None)


async def _cancel(asked: Asked) -> None:
    if asked.persona.cancel is not None:
        await asked.persona.cancel()
