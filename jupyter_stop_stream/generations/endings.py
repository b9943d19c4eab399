"""The ends of generations, as their chats say them."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from jupyterlab_chat.models import Message

from ..protocol import Outcome
from .backend import Chat
from .generation import Generation
from .marker import corrected, ended
from .observers import Observers

PAUSES_S: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)
"""How long what could not be saved is left alone before each further try, in seconds."""


@dataclass(frozen=True)
class Unsaved:
    """One message that could not be written.

    Attributes:
        message: As it was to be.
        found: As the chat had it then. A chat model may have changed its memory before it failed
            to save that.
    """

    message: Message
    found: Message | None


class Endings:
    """Writes what generations leave in their chats, and again what could not be saved.

    Each message is written on its own, so that one that fails costs no other its mark.

    Args:
        observers: Told when something could not be saved, and when it was after all.
        log: Told the same, by generation id.
    """

    def __init__(self, observers: Observers, log: logging.Logger) -> None:
        self._observers = observers
        self._log = log
        self._tries: set[asyncio.Task[None]] = set()

    def end(self, generation: Generation, outcome: Outcome) -> None:
        """Write the replies of a generation that ends as they stay, with their marks.

        Called once, before it is told that it ended: what could not be saved is told with that.
        """
        self._write(generation, partial(ended, outcome=outcome))

    def correct(self, generation: Generation) -> None:
        """Write that nothing of a generation is left any more.

        Called when what its end had to leave is over, and before that is told.
        """
        self._write(generation, corrected)

    def close(self) -> None:
        """Try nothing any more. Called when the server shuts down; calling it twice is fine."""
        for one in tuple(self._tries):
            one.cancel()

    def _write(
        self, generation: Generation, find: Callable[[Chat, Generation], Iterable[Message]]
    ) -> None:
        chat = generation.chat
        if chat is None:
            return
        try:
            messages = list(find(chat, generation))
            failed = self._failed(chat, generation, messages, logging.WARNING)
        except Exception:  # noqa: BLE001  a chat that cannot be read must not keep it alive
            self._log.exception(
                "Generation %s: its chat could not be read.", generation.generation_id
            )
            return
        if failed:
            generation.is_saved = False
            # In an empty context: nothing of it may be taken for the generation's own doing.
            work = self._try_again(chat, generation, failed)
            task = contextvars.Context().run(asyncio.ensure_future, work)
            self._tries.add(task)
            task.add_done_callback(self._tries.discard)

    def _failed(
        self, chat: Chat, generation: Generation, messages: Iterable[Message], level: int
    ) -> list[Unsaved]:
        failed = []
        for message in messages:
            try:
                chat.update_message(message, False, [])
            except Exception as error:  # noqa: BLE001  whatever it raises, the others get theirs
                self._log.log(
                    level,
                    "Generation %s: message %s of %s could not be saved: %r",
                    generation.generation_id,
                    message.id,
                    generation.chat_path() or chat.get_id(),
                    error,
                    exc_info=None if isinstance(error, OSError) else error,
                )
                failed.append(Unsaved(message, chat.get_message(message.id)))
        return failed

    async def _try_again(self, chat: Chat, generation: Generation, failed: list[Unsaved]) -> None:
        for pause_s in PAUSES_S:
            await asyncio.sleep(pause_s)
            due = [message for one in failed if (message := _as_it_is_now(chat, one))]
            failed = self._failed(chat, generation, due, logging.DEBUG)
            if not failed:
                self._log.info("Generation %s: saved after all.", generation.generation_id)
                generation.is_saved = True
                self._observers.notify(generation)
                return
        self._log.error("Generation %s: its end was never saved.", generation.generation_id)


def _as_it_is_now(chat: Chat, unsaved: Unsaved) -> Message | None:
    """What is to be written, now that a person or a backend may have changed the message."""
    current = chat.get_message(unsaved.message.id)
    return unsaved.message if current == unsaved.found else current
