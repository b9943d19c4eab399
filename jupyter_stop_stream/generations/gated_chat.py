"""A chat model whose writes go through the gates of the generations that make them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, Literal, Protocol
from uuid import uuid4

from jupyterlab_chat.models import Message, NewMessage

from ..protocol.errors import GenerationStopped, WriteRefused
from .backend import Chat, TriggerActions
from .beside import beside
from .edits import Edits
from .generation import Generation, current_generation
from .mark import MARK_KEY, is_stopped_reply, mark_of, unseen_of, without_unseen
from .running import running
from .saves import AT_ONCE, SaveTimes
from .ungated import Ungated
from .whose import NOBODYS, Whose

_HOOKED: Final = ("add_message", "update_message", "get_message", "get_messages")

_LOG: Final = logging.getLogger(__name__)


class Live(Protocol):
    """Where a gated chat looks up the generations that have not ended."""

    def live(self, chat_id: str) -> Iterable[Generation]: ...


class GatedChat:
    """Puts itself between a chat model and all that write to it, until disposed.

    `whose` says whose a write is, and the table `FATES` what becomes of it. Reading a message
    passes on first what waits to be written. When a person edits or deletes a stopped reply, what
    is unseen of it goes too.

    The methods are replaced on the instance: personas, their libraries and other extensions keep
    the reference to the chat model that they have. A chat that is gated already is gated anew.

    Args:
        chat: The chat model.
        generations: Tells the live generations by chat id. Those of another model with the same
            id are nobody here.
        log: Told, at debug, of writes that come to nothing, and of what could not be saved.
        times: When the chat's file is saved of what streams.
    """

    def __init__(
        self,
        chat: Chat,
        generations: Live,
        log: logging.Logger = _LOG,
        times: SaveTimes = AT_ONCE,
    ) -> None:
        earlier = getattr(chat.add_message, "__self__", None)
        self.ungated: Ungated
        if isinstance(earlier, GatedChat):
            earlier.dispose()
            # The gates of its generations go on writing through it.
            self.ungated = earlier.ungated
        else:
            self.ungated = Ungated(chat, log, times)
        self._chat = chat
        self._chat_id = chat.get_id()
        self._generations = generations
        self._log = log
        self._edits = Edits(chat, self._on_edit)
        for name in _HOOKED:
            setattr(chat, name, getattr(self, name))

    def dispose(self) -> None:
        """Give the chat model its own methods back, unless it was closed.

        Calling it twice is fine.
        """
        self._edits.dispose()
        if self.ungated.is_closed:
            return
        hooks = vars(self._chat)
        for name in _HOOKED:
            # A chat that was gated anew since keeps what it has.
            if getattr(hooks.get(name), "__self__", None) is self:
                del hooks[name]

    def close(self) -> None:
        """Have all further writes through this chat model come to nothing, whoever makes them.

        Called when a newer model of the same file has superseded it, whose text it would
        overwrite. What is written is told to the log; nothing is raised, as whoever writes is a
        bystander. Reading goes on. A page that is still connected to this model writes past these
        methods, and that is left to jupyterlab-chat. Calling it twice is fine; nothing undoes it.
        """
        self._edits.dispose()
        self.ungated.close()

    def whose(self, write: Message | NewMessage) -> Whose:
        """Whose a write is that is made now, in this context.

        Args:
            write: The message that is added, or the update of one.
        """
        writer = self._in_context()
        if isinstance(write, NewMessage):
            if writer is not None:
                # A word of the system, or in another's name, is none of its answer.
                is_its_own = writer.is_interrupted or write.sender == writer.persona_id
                return _of("context", writer) if is_its_own else NOBODYS
            sender = self._find(
                lambda live: live.persona_id == write.sender and not live.never_began
            )
            return _of("sender", sender) if sender is not None else NOBODYS
        owner = self._owner(write.id)
        if writer and owner and writer is not owner and writer.persona_id == owner.persona_id:
            # A reader that a persona started during one answer serves its later ones too.
            writer = None
        if writer is not None and (writer is owner or writer.is_interrupted):
            return _of("context", writer)
        if owner is not None:
            return _of("reply", owner)
        failed = self._failed(write.id)
        if failed is not None:
            return Whose("context", failed, is_stopped=True)
        message = self.ungated.get_message(write.id)
        if message is not None and is_stopped_reply(message):
            return Whose("reply", is_stopped=True)
        return NOBODYS

    def add_message(
        self, new_message: NewMessage, trigger_actions: TriggerActions | None = None
    ) -> str:
        """`add_message` of the chat model, through the gate of whose message it is.

        Raises:
            GenerationStopped: It is called by a generation that was stopped.
            WriteRefused: It is called on behalf of one.
        """
        if self.ungated.is_closed:
            return self.ungated.add_message(new_message, trigger_actions)
        whose = self.whose(new_message)
        whose.note()
        if whose.fate == "refused":
            raise WriteRefused("The generation was stopped.")
        if whose.fate == "nothing":
            _raise_if_cancelled(whose)
            return uuid4().hex
        if whose.gate is not None:
            return whose.gate.add(new_message, trigger_actions)
        return self.ungated.add_message(new_message, trigger_actions)

    def update_message(
        self,
        update: Message,
        append: bool = False,
        trigger_actions: TriggerActions | None = None,
    ) -> None:
        """`update_message` of the chat model, through the gate of whose reply it is.

        Raises:
            GenerationStopped: It is called by a generation that was stopped, or that failed and
                had its requests closed.
            WriteRefused: It would change the text of the reply of one.
        """
        if self.ungated.is_closed:
            self.ungated.update_message(update, append, trigger_actions)
            return
        whose = self.whose(update)
        whose.note()
        if whose.fate == "nothing":
            _raise_if_cancelled(whose)
        elif whose.fate == "beside":
            stopped = self.ungated.get_message(update.id)
            if stopped is not None:
                passing = beside(stopped, update, append)
                self.ungated.update_message(passing, False, trigger_actions)
        elif whose.gate is not None:
            whose.gate.update(update, append, trigger_actions)
        else:
            self.ungated.update_message(update, append, trigger_actions)

    def get_message(self, id: str) -> Message | None:
        """`get_message` of the chat model, with what waits to be written to it."""
        # Not to others: a chat model reads the message that it has just written, and one
        # generation's write would be a write of all that stream in the chat, each in the other's
        # lock.
        owner = self._owner(id)
        if owner is not None:
            self._pass_on(owner, id)
        given = self._given()
        return given if given is not None and given.id == id else self.ungated.get_message(id)

    def get_messages(self) -> list[Message]:
        """`get_messages` of the chat model, with what waits to be written."""
        self.flush()
        messages = self.ungated.get_messages()
        reader = self._in_context()
        if reader is not None:
            reader.has_read_chat = True
        given = self._given()
        if reader is not None and given is not None:
            place = next((at for at, one in enumerate(messages) if _is_of(reader, one)), None)
            messages.insert(len(messages) if place is None else place, given)
        return messages

    def flush(self) -> None:
        """Pass on what waits in the gates of this chat."""
        for generation in self._live():
            self._pass_on(generation)

    def _pass_on(self, generation: Generation, read_id: str | None = None) -> None:
        if generation.gate is None:
            return
        try:
            if read_id is None:
                generation.gate.flush()
            else:
                generation.gate.read(read_id)
        except OSError as error:
            # Whoever reads has not written this, and the model's memory has it all the same.
            self._log.warning(
                "Generation %s: what waited could not be saved: %r",
                generation.generation_id,
                error,
            )

    def _on_edit(self, message_id: str) -> None:
        message = self.ungated.get_message(message_id)
        if message is not None and unseen_of(message.metadata) is not None:
            mark = without_unseen(mark_of(message) or {})
            metadata = {**(message.metadata or {}), MARK_KEY: mark}
            self.ungated.update_message(replace(message, metadata=metadata), False, [])

    def _live(self) -> Iterator[Generation]:
        # One by one: whoever writes is mostly the first of a line, however long that is.
        live = self._generations.live(self._chat_id)
        return (one for one in live if one.writes_to(self._chat))

    def _find(self, test: Callable[[Generation], bool]) -> Generation | None:
        return next(filter(test, self._live()), None)

    def _owner(self, message_id: str) -> Generation | None:
        return self._find(lambda live: live.gate is not None and live.gate.owns(message_id))

    def _given(self) -> Message | None:
        """What the code that runs now was given to answer and the chat does not show."""
        reader = self._in_context()
        return None if reader is None or reader.request is None else reader.request.given

    def _failed(self, reply_id: str) -> Generation | None:
        """The generation that failed and whose reply somebody writes whom it left running. Who
        tells in it of the failure, as a callback of its task does, is none of that.
        """
        one = current_generation.get()
        if one is None or one.outcome != "error" or not one.writes_to(self._chat):
            return None
        return one if reply_id in one.reply_ids and running() is not None else None

    def _in_context(self) -> Generation | None:
        generation = current_generation.get()
        if generation is None or not generation.writes_to(self._chat):
            return None
        # What lives on after an answer that ended by itself is no part of it any more.
        return generation if generation.is_live or generation.is_interrupted else None


def _of(by: Literal["context", "reply", "sender"], generation: Generation) -> Whose:
    return Whose(by, generation, generation.is_interrupted)


def _is_of(generation: Generation, message: Message) -> bool:
    return generation.gate is not None and generation.gate.owns(message.id)


def _raise_if_cancelled(whose: Whose) -> None:
    """End work that writes although it was cancelled. While its backend's own cancel is given
    time, it is to end by that and not by a write.
    """
    if whose.generation is not None and whose.generation.cancel_called:
        raise GenerationStopped("This generation was stopped.")
