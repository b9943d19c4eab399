"""What the edges offer to a generation: the chat it writes to, and who answers there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from jupyterlab_chat.models import Message, NewMessage

from .block import Block

TriggerActions = list[Callable[..., object]]

AfterStop = Callable[[Sequence[str]], Awaitable[None]]
"""Told the bodies of a stopped generation's replies as they stay, oldest first."""


class Chat(Protocol):
    """The part of `jupyterlab_chat.models.BaseChatModel` that a generation writes through."""

    def get_id(self) -> str: ...

    def get_path(self) -> str: ...

    def get_message(self, id: str) -> Message | None: ...

    def get_messages(self) -> list[Message]: ...

    def add_message(
        self, new_message: NewMessage, trigger_actions: TriggerActions | None = None
    ) -> str: ...

    def update_message(
        self,
        update: Message,
        append: bool = False,
        trigger_actions: TriggerActions | None = None,
    ) -> None: ...


class ChatBackend(Protocol):
    """What an adapter must offer for the personas that it brings into one chat.

    It is known by identity: a chat may have several, and a file that was opened anew has another
    one for the same personas.
    """

    @property
    def can_reload(self) -> bool:
        """Whether `reload` starts what answers anew. Where not, it is not offered, and never
        called.
        """

    def answers_for(self, persona_id: str) -> bool:
        """Whether this is one of its personas.

        Called by the registry to find whose prompt it is that is to be asked again.
        """

    def ask_again(self, prompt_id: str, asked_by: str) -> None:
        """Give the same prompt to the same persona again.

        Called by the registry when a client regenerates. It must have called `Registry.start` for
        the new generation when it returns.

        Args:
            prompt_id: Id of the prompt in this chat.
            asked_by: Username of whoever pressed, by the server's own identity. The new
                `Request` carries it where the server has more than one person.

        Raises:
            UnknownPrompt: There is no such prompt, or none of its personas answers it.
        """

    async def reload(self) -> None:
        """Start what answers in this chat anew.

        Awaited by the registry in a task of its own, when everything here was stopped. Prompts
        that come in meanwhile wait until it returns. What goes wrong is told to the person by the
        backend itself.
        """


@dataclass(frozen=True)
class Continued:
    """An answer that another one is to go on from.

    Attributes:
        prompt: What was asked.
        persona_id: Who answered.
        reply_id: Id of its last reply.
        text: What a person sees of it, with what it itself has gone on from.
        is_as_written: Whether it is as a stop has left it, so that whoever remembers what was seen
            of it knows it. One that broke off may be remembered otherwise, and one that a person
            has edited is.
    """

    prompt: Message
    persona_id: str
    reply_id: str
    text: str
    is_as_written: bool


@runtime_checkable
class ContinuingBackend(ChatBackend, Protocol):
    """What an adapter must offer whose personas can go on from where an answer ends."""

    def continue_answer(self, answer: Continued, asked_by: str) -> None:
        """Have the persona of an answer go on from where it ends.

        Called by the registry when a client asks for it. It must have called `Registry.start` for
        the new generation when it returns, with the answer in the request.

        Args:
            answer: The answer.
            asked_by: As for `ask_again`.

        Raises:
            UnknownPrompt: The persona cannot.
        """


@dataclass(frozen=True)
class Request:
    """Everything the registry needs to run one generation.

    Attributes:
        chat_id: The chat's `get_id()`.
        prompt_id: Id of the message that was asked.
        persona_id: Who answers; one message at a time per chat and persona.
        persona_name: What a person calls it.
        asked_by: Username of the prompt's sender, or of whoever had it asked again; `None` where
            the server has one person and every generation is theirs.
        work: Makes the coroutine that answers. Called once, when it is this prompt's turn, in
            the generation's own context. Where a task that exists already answers, the block of it
            that does.
        cancel: The backend's own cancel, awaited before the task is cancelled; `None` where it
            has none.
        after_stop: Awaited in a task of its own when a stop has ended the generation, and before
            this persona's next prompt in this chat is worked on; `None` where nothing has to be
            put right. It is given two seconds; its failure is logged and hinders nobody.
        can_regenerate: Whether the backend's `ask_again` can ask this prompt again. Where not, it
            is not offered.
        can_continue: Whether the backend can have an answer to this prompt gone on from; see
            `ContinuingBackend`.
        continues: What it goes on from, if anything.
        given: The message that is answered in the place of the prompt, where there is one that the
            chat does not show. The code that answers finds it last in the chat, nobody else does.
    """

    chat_id: str
    prompt_id: str
    persona_id: str
    persona_name: str
    asked_by: str | None
    work: Callable[[], Awaitable[None]] | Block
    cancel: Callable[[], Awaitable[None]] | None = None
    after_stop: AfterStop | None = None
    can_regenerate: bool = True
    can_continue: bool = False
    continues: Continued | None = None
    given: Message | None = None
