"""Personas that are agents in other processes, on the Agent Client Protocol.

One process serves the personas of one class in all chats, by a session for each chat. No stop
ends it. `jupyter_ai_acp_client` is known by its shape here and is no dependency.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from logging import Logger
from typing import Any, Final
from weakref import WeakKeyDictionary

from jupyterlab_chat.models import Message

from ..generations import CommandRecorder, Generation, shared
from ..generations.shared import outside, over_or_stopped
from .acp_client import StoppableClient
from .turn import Turn

TURN_END_S: Final = 5.0
"""How long an agent is given to end its stopped turn before the next prompt goes on without it, in
seconds since the stop."""

CLIENT_CLASS: Final = "acp_client_class"
"""The persona's attribute with the class of the client that its process is spoken to by."""

STARTED: Final = ("get_agent_subprocess", "get_client", "get_session_response", "get_session_id")
"""The persona's methods that wait for what is started once, most of it for all chats."""


class AcpAdapter:
    """Makes the turns of agents stoppable.

    Args:
        log: Told of agents that do not end a stopped turn.
        turn_end_s: See `TURN_END_S`.
        commands: Sees what the agents' processes run; `None` where that is left to the agents.
        tell: Tells who looks on that what runs for a generation has changed.
    """

    def __init__(
        self,
        log: Logger,
        turn_end_s: float,
        commands: CommandRecorder | None,
        tell: Callable[[Generation], None],
    ) -> None:
        self._log = log
        self._tell = tell
        self._commands = commands
        self._turn_end_s = turn_end_s
        self._turns: WeakKeyDictionary[Any, Turn] = WeakKeyDictionary()

    def adopt(self, persona: Any) -> bool:
        """Extend a persona, when it was made and before it has started anything.

        Returns:
            Whether it is one of these.
        """
        client_class = getattr(persona, CLIENT_CLASS, None)
        if not isinstance(client_class, type) or not all(hasattr(persona, one) for one in STARTED):
            return False
        setattr(persona, CLIENT_CLASS, self._extended(client_class))
        for name in STARTED:
            setattr(persona, name, partial(shared, getattr(persona, name)))
        answer: Callable[[Message], Awaitable[None]] = persona.process_message

        async def process_message(message: Message) -> None:
            await self._begin_turn(persona)
            await answer(message)
            turn = self._turns.get(persona)
            if turn is not None and turn.was_missed:
                await self._leave_session(persona, turn)
                await answer(message)

        persona.process_message = process_message
        return True

    async def cancel(self, persona: Any, own_cancel: Callable[[], Awaitable[None]]) -> None:
        """The persona's own cancel, while its agent works on a prompt; at other times nothing.

        It would wait for a start that has not ended, and take that with it when given up.
        """
        turn = self._turns.get(persona)
        if turn is not None and turn.is_open:
            await turn.cancel(own_cancel)

    def _extended(self, client_class: type) -> type:
        return type(
            client_class.__name__,
            (StoppableClient, client_class),
            {
                "__doc__": client_class.__doc__,
                "__module__": client_class.__module__,
                "turns": self._turns,
                "commands": self._commands,
                "tell": staticmethod(self._tell),
            },
        )

    async def _begin_turn(self, persona: Any) -> None:
        """Return when what comes in next is no part of the turn that was stopped.

        Raises:
            TimeoutError: The agent goes on with that, and gives no other session either.
        """
        stopped = self._turns.get(persona)
        if stopped is None or stopped.answering is None or not stopped.is_stopped:
            return
        if stopped.renewal is None:
            if await over_or_stopped(stopped.answering, self._rest_s(stopped)):
                return
            self._log.warning(
                "%s: its agent goes on with a turn that was stopped. It gets a new session.",
                persona.id,
            )
            stopped.renewal = outside(partial(self._renew_session, persona, stopped))
        if not await over_or_stopped(stopped.renewal, self._turn_end_s):
            raise TimeoutError("The agent is still busy with an answer that was stopped.")
        stopped.renewal.result()

    async def _leave_session(self, persona: Any, missed: Turn) -> None:
        """Have a prompt that an agent would answer one prompt late asked in a new session, and
        have the person know.

        Raises:
            TimeoutError: The agent gives no other session.
        """
        self._log.warning(
            "%s: its agent ended a prompt after a stop at once. It gets a new session.", persona.id
        )
        persona.parent.send_system_message(
            f"After the stop, {persona.name} ended this prompt without an answer. It is asked "
            "again in a new session, with the chat so far."
        )
        missed.renewal = outside(partial(self._renew_session, persona, missed))
        if not await over_or_stopped(missed.renewal, self._turn_end_s):
            raise TimeoutError("The agent gives no new session after an answer that was stopped.")
        missed.renewal.result()
        # The answer that it has begun, and that nobody is to see, is not to be paid for.
        client = await persona.get_client()
        await (await client.get_connection()).cancel(missed.session_id)

    def _rest_s(self, stopped: Turn) -> float:
        """What is left of the time that its agent is given, since the stop."""
        now_s = asyncio.get_running_loop().time()
        return max(0.0, (stopped.stopped_at_s or now_s) + self._turn_end_s - now_s)

    async def _renew_session(self, persona: Any, stopped: Turn) -> None:
        """Have the chat go on in a session in which nothing was stopped.

        What still comes in the old one can be told from it by the id. The agent is given the chat
        so far, as it is when a session could not be loaded.
        """
        try:
            client = await persona.get_client()
            creating = outside(partial(persona._create_session, client))
            await creating
        except Exception:
            stopped.renewal = None
            raise
        persona._client_session_future = creating
        persona._pending_session_recovery_context = True
        persona._notebook_guidance_sent = False
        # The agent's answer to the old turn is still waited for: it alone tells that it has ended.
        await client.end_session(stopped.session_id)
