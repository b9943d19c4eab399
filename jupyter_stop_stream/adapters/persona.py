"""One persona of jupyter-ai, whose answers are generations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import partial
from logging import Logger
from typing import TYPE_CHECKING, Any, Final

from jupyterlab_chat.models import Message

from ..generations import current_generation, shared
from .acp import AcpAdapter
from .shutdown import shut_down_within

if TYPE_CHECKING:
    from .persona_chat import PersonaChat


CONTINUE: Final = "continue_message"
"""A persona's own method that goes on from where an answer to a message ends. It is given the
message, and the text of the answer that was seen.
"""

goes_on_from: ContextVar[str | None] = ContextVar("stop_stream_goes_on_from", default=None)
"""The text that the answer goes on from in which this code runs."""


class StoppablePersona:
    """Replaces methods of one persona, when it was made and before it is given a message.

    What they were stays within reach: a stop uses the persona's own cancel, and a prompt that
    waited for a reload is answered by the persona that came out of it.

    Args:
        persona: The persona.
        chat: The chat that it is in.
        agents: Makes the turns of agents in other processes stoppable.
        log: Told of a persona that does not shut down.
    """

    def __init__(self, persona: Any, chat: PersonaChat, agents: AcpAdapter, log: Logger) -> None:
        self._persona = persona
        self._chat = chat
        self._log = log
        self.id: str = persona.id
        self.answer: Callable[[Message], Awaitable[None]] = persona.on_message
        """Its own `on_message`, which does not know of generations."""
        self.cancel: Callable[[], Awaitable[None]] | None = None
        """Its own cancel, awaited by a stop; `None` where it has only the base class's."""
        self.knows_chat = False
        """Whether an answer of it has shown that it knows what was said in the chat."""
        self._handle_error: Callable[[Exception], Awaitable[None]] = (
            persona.handle_uncaught_exception
        )
        self._shutdown: Callable[[], Awaitable[None]] = persona.shutdown
        prepare: Callable[[], Awaitable[None]] = persona._ensure_prepared
        self._own_cancel: Callable[[], Awaitable[Any]] = persona.cancel_response
        if agents.adopt(persona):
            self.cancel = partial(agents.cancel, persona, self._own_cancel)
            self.knows_chat = True
        elif _has_own_cancel(persona):
            self.cancel = self._own_cancel
        self.goes_on_itself = callable(getattr(persona, CONTINUE, None))
        """Whether it has a method of its own by which it goes on from where an answer ends."""
        if self.goes_on_itself:
            persona.process_message = partial(self._process_message, persona.process_message)
        persona.on_message = self._on_message
        persona.handle_uncaught_exception = self._handle_uncaught_exception
        persona.cancel_response = self._cancel_response
        persona.shutdown = self._shut_down
        persona._ensure_prepared = partial(shared, prepare)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return str(self._persona.name)

    def tell_idle(self, prompt_id: str) -> None:
        """Take back that it is processing a prompt. Called when an answer was stopped, whose code
        may never come to say so itself.
        """
        processing = getattr(self._persona, "processing_message", None)
        state = getattr(self._persona, "state", None)
        if processing is not None and processing.id == prompt_id and state is not None:
            # Told to the pages on a change only.
            state.processing = False

    async def _process_message(
        self, process_message: Callable[[Message], Awaitable[None]], message: Message
    ) -> None:
        text = goes_on_from.get()
        if text is None:
            await process_message(message)
        else:
            await getattr(self._persona, CONTINUE)(message, text)

    # Not a coroutine function: the generation exists when the call returns, before the task that
    # the manager makes of the result has run. A stop in between finds it.
    def _on_message(self, message: Message) -> Awaitable[None]:
        return self._chat.answer(self, message)

    async def _handle_uncaught_exception(self, exc: Exception) -> None:
        generation = current_generation.get()
        if generation is None:
            await self._handle_error(exc)
            return
        generation.error = exc
        before = set(generation.reply_ids)
        await self._handle_error(exc)
        generation.failure_ids = {*generation.reply_ids} - before

    async def _cancel_response(self) -> Any:
        """Called by jupyter-ai's own route for a Stop, of each persona that is processing.

        Returns when the answer and what waits behind it were stopped: from then on nothing more of
        them reaches the chat. Nobody waits here until they have ended: the route asks one persona
        after the other.

        Returns:
            What the persona's own returns, where there is nothing of ours.

        Raises:
            NotAllowed: All of that was asked for by somebody else than who sent the request.
        """
        generation = current_generation.get()
        is_its_own = generation is not None and generation.persona_id == self.id
        if is_its_own and self.cancel is None:
            # The base class's, where it does anything, cancels what waits for this very answer.
            return None
        if is_its_own or not self._chat.stop(self):
            return await self._own_cancel()
        return None

    async def _shut_down(self) -> None:
        limit_s = self._chat.shutdown_s
        if await shut_down_within(self._shutdown, limit_s):
            return
        self._log.warning("%s did not shut down within %s s. It is left behind.", self.id, limit_s)
        self._chat.say_left_behind(self.name)


def _has_own_cancel(persona: Any) -> bool:
    """Whether the persona's class overrides the `cancel_response` of the base class."""
    definers = [cls for cls in type(persona).__mro__ if "cancel_response" in vars(cls)]
    return bool(definers) and definers[0].__name__ != "BasePersona"
