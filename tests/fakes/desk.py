"""A chat that is connected to a registry, and people and personas who write to it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from jupyterlab_chat.models import Message, NewMessage

from jupyter_stop_stream.generations import (
    MARK_KEY,
    Generation,
    LadderTimes,
    Recorder,
    Registry,
    Request,
)
from jupyter_stop_stream.generations.backend import AfterStop
from jupyter_stop_stream.protocol import Seen
from jupyter_stop_stream.reach import LibraryRecorder

from .recording_backend import RecordingBackend
from .recording_chat import RecordingChat
from .recording_observer import RecordingObserver
from .voice import Voice
from .writer import Writer

Work = Callable[[], Awaitable[None]]

QUICK = LadderTimes(grace_period_s=0.05, patience_s=0.05)
"""Short enough for a test of what does not end; what does end takes far less."""

RECORDER = LibraryRecorder()

PATIENT = LadderTimes(grace_period_s=30.0, patience_s=30.0)
"""Longer than a busy machine keeps a test waiting for its turn."""


class Desk:
    """One chat, and what tests do with it.

    Args:
        chat: The chat model.
        registry: Shared by the desks of one server; made here if there is none.
        times: Of the registry that is made here.
        flush_interval_s: Likewise.
        save_interval_s: Likewise.
        recorder: Likewise; with `None` a stop reaches the generations' own tasks alone.
    """

    def __init__(
        self,
        chat: RecordingChat,
        *,
        registry: Registry | None = None,
        times: LadderTimes = PATIENT,
        flush_interval_s: float = 0.0,
        save_interval_s: float = 0.0,
        recorder: Recorder | None = RECORDER,
    ) -> None:
        self.chat = chat
        self.registry = registry or Registry(
            times,
            flush_interval_s=flush_interval_s,
            save_interval_s=save_interval_s,
            log=logging.getLogger("desk"),
            recorder=recorder,
        )
        self.backend = RecordingBackend("persona", "other", "third")
        self.registry.connect(chat, self.backend)
        self.observer = RecordingObserver()
        self.unobserve = self.registry.observe(self.observer)

    @property
    def chat_id(self) -> str:
        return self.chat.get_id()

    def voice(self, persona_id: str = "persona") -> Voice:
        return Voice(self.chat, persona_id)

    def writer(
        self, *chunks: str, rest: tuple[str, ...] = (), persona_id: str = "persona"
    ) -> Writer:
        return Writer(self.voice(persona_id), *chunks, rest=rest)

    def prompt(self, body: str = "Why?", sender: str = "ada") -> str:
        """A person's message; its id."""
        return self.chat.add_message(NewMessage(body=body, sender=sender))

    def ask(
        self,
        work: Work,
        *,
        persona_id: str = "persona",
        asked_by: str | None = None,
        cancel: Work | None = None,
        prompt_id: str | None = None,
        after_stop: AfterStop | None = None,
        backend: RecordingBackend | None = None,
    ) -> Generation:
        """Start a generation that answers a prompt with `work`."""
        return self.registry.start(
            backend or self.backend,
            Request(
                chat_id=self.chat_id,
                prompt_id=prompt_id or self.prompt(),
                persona_id=persona_id,
                persona_name=persona_id.title(),
                asked_by=asked_by,
                work=work,
                cancel=cancel,
                after_stop=after_stop,
            ),
        )

    def stop(
        self,
        *generations: Generation,
        by: str = "ada",
        seen: Mapping[str | None, int] | None = None,
        **how: Any,
    ) -> list[Generation]:
        """Stop these, or all of one person's. `seen` says lengths in UTF-16 code units."""
        ids = [one.generation_id for one in generations] or None
        lengths = None if seen is None else {key or "": Seen(one) for key, one in seen.items()}
        return self.registry.stop(self.chat_id, ids, by=by, seen=lengths, **how)

    def message(self, message_id: str | None) -> Message:
        """A message that must be there."""
        message = self.chat.get_message(message_id or "")
        assert message is not None
        return message

    def body(self, message_id: str | None) -> str:
        return self.message(message_id).body

    def mark(self, message_id: str | None) -> dict[str, Any] | None:
        return (self.message(message_id).metadata or {}).get(MARK_KEY)

    def status(self, message_id: str | None) -> str | None:
        mark = self.mark(message_id)
        return mark["status"] if mark else None

    def shown(self) -> list[str]:
        """What a person reads in this chat: the bodies of what is not deleted."""
        return [message.body for message in self.chat.get_messages() if not message.deleted]
