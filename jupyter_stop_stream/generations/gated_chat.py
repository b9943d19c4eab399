"""A chat model whose writes go through the gates of the generations that make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol
from uuid import uuid4

from jupyterlab_chat.models import Message, NewMessage

from ..protocol.errors import GenerationStopped, WriteRefused
from .backend import Chat, TriggerActions
from .generation import Generation, current_generation
from .mark import MARK_KEY, mark_of

_HOOKED = ("add_message", "update_message", "get_message", "get_messages")


class Ungated:
    """The chat model's own methods, as they were before it was gated."""

    def __init__(self, chat: Chat) -> None:
        self.get_id = chat.get_id
        self.get_path = chat.get_path
        self.add_message = chat.add_message
        self.update_message = chat.update_message
        self.get_message = chat.get_message
        self.get_messages = chat.get_messages


class Live(Protocol):
    """Where a gated chat looks up the generations that have not ended."""

    def live(self, chat_id: str) -> Iterable[Generation]: ...


class GatedChat:
    """Puts itself between a chat model and all that write to it, until disposed.

    A write belongs to the generation in whose context it is made; else to the live generation
    whose reply it updates, or whose persona sends it. Writes of nobody pass untouched. Reading a
    message passes on first what waits to be written.

    What leaves the text of a stopped reply as it is may be written from outside of its
    generation: a backend's own cancel closes its tool calls that way.

    The methods are replaced on the instance: personas, their libraries and other extensions keep
    the reference to the chat model that they have. A chat that is gated already is gated anew.

    Args:
        chat: The chat model.
        generations: Tells the live generations of this chat.
    """

    def __init__(self, chat: Chat, generations: Live) -> None:
        earlier = getattr(chat.add_message, "__self__", None)
        if isinstance(earlier, GatedChat):
            earlier.dispose()
        self._chat = chat
        self._chat_id = chat.get_id()
        self._generations = generations
        self.ungated = Ungated(chat)
        for name in _HOOKED:
            setattr(chat, name, getattr(self, name))

    def dispose(self) -> None:
        """Give the chat model its own methods back. Calling it twice is fine."""
        for name in _HOOKED:
            vars(self._chat).pop(name, None)

    def add_message(
        self, new_message: NewMessage, trigger_actions: TriggerActions | None = None
    ) -> str:
        """`add_message` of the chat model, through the gate of whoever calls it.

        Raises:
            GenerationStopped: It is called by a generation that was stopped.
            WriteRefused: It is called on behalf of one.
        """
        generation = self._in_context()
        if generation is not None:
            if _is_dropped(generation):
                return uuid4().hex
        else:
            generation = self._find(lambda live: live.persona_id == new_message.sender)
            if generation is not None and generation.is_interrupted:
                raise WriteRefused("The generation was stopped.")
        if generation is None or generation.gate is None:
            return self.ungated.add_message(new_message, trigger_actions)
        if new_message.sender != generation.persona_id:
            return self.ungated.add_message(new_message, trigger_actions)
        return generation.gate.add(new_message, trigger_actions)

    def update_message(
        self,
        update: Message,
        append: bool = False,
        trigger_actions: TriggerActions | None = None,
    ) -> None:
        """`update_message` of the chat model, through the gate of whose reply it is.

        Raises:
            GenerationStopped: It is called by a generation that was stopped.
            WriteRefused: It would change the reply of one.
        """
        owner = self._find(lambda live: live.gate is not None and live.gate.owns(update.id))
        writer = self._in_context()
        if writer and owner and writer is not owner and writer.persona_id == owner.persona_id:
            # A reader that a persona started during one answer serves its later ones too.
            writer = None
        if writer is not None:
            if _is_dropped(writer):
                return
        else:
            stopped = self._stopped_reply(update.id, owner)
            if stopped is not None:
                self.ungated.update_message(
                    _beside(stopped, update, append), False, trigger_actions
                )
                return
        if owner is None or owner.gate is None:
            self.ungated.update_message(update, append, trigger_actions)
        else:
            owner.gate.update(update, append, trigger_actions)

    def get_message(self, id: str) -> Message | None:
        """`get_message` of the chat model, with what waits to be written to it."""
        # Not to others: a chat model reads the message that it has just written, and one
        # generation's write would be a write of all that stream in the chat, each in the other's
        # lock.
        owner = self._find(lambda live: live.gate is not None and live.gate.owns(id))
        if owner is not None and owner.gate is not None:
            owner.gate.flush()
        return self.ungated.get_message(id)

    def get_messages(self) -> list[Message]:
        """`get_messages` of the chat model, with what waits to be written."""
        self.flush()
        return self.ungated.get_messages()

    def flush(self) -> None:
        """Pass on what waits in the gates of this chat."""
        for generation in list(self._generations.live(self._chat_id)):
            if generation.gate is not None:
                generation.gate.flush()

    def _in_context(self) -> Generation | None:
        generation = current_generation.get()
        if generation is None or generation.chat_id != self._chat_id:
            return None
        # What lives on after an answer that ended by itself is no part of it any more.
        return generation if generation.is_live or generation.is_interrupted else None

    def _find(self, test: Callable[[Generation], bool]) -> Generation | None:
        return next((live for live in self._generations.live(self._chat_id) if test(live)), None)

    def _stopped_reply(self, message_id: str, owner: Generation | None) -> Message | None:
        message = self.ungated.get_message(message_id)
        if message is None or owner is not None:
            return message if owner is not None and owner.is_interrupted else None
        # The generation is gone and its mark remains; on a prompt it protects nothing.
        mark = mark_of(message)
        is_stopped = mark is not None and mark.get("status") == "interrupted"
        is_reply = mark is not None and mark.get("prompt_id") != message_id
        return message if is_stopped and is_reply else None


def _is_dropped(writer: Generation) -> bool:
    """Whether a write of this generation comes to nothing.

    While its backend's own cancel is given time, the task is to end by that and not by a write.

    Raises:
        GenerationStopped: It was cancelled, and writes all the same.
    """
    if writer.is_interrupted and writer.cancel_called:
        raise GenerationStopped("This generation was stopped.")
    return writer.is_interrupted


def _beside(stopped: Message, update: Message, append: bool) -> Message:
    """What of an update from outside may be written to a stopped reply: a person's edit or
    deletion, and whatever leaves its text alone; its mark stays.
    """
    if not (update.deleted or update.edited):
        if update.body != ("" if append else stopped.body):
            raise WriteRefused("The reply was stopped.")
        update = replace(update, body=stopped.body)
    metadata = stopped.metadata if update.metadata is None else update.metadata
    mark = mark_of(stopped)
    if mark is not None:
        metadata = {**(metadata or {}), MARK_KEY: mark}
    return replace(update, metadata=metadata)
