"""What stands between one generation and the chat."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from jupyterlab_chat.models import Message, NewMessage

from ..protocol import Mark, Seen
from ..protocol.errors import GenerationStopped
from .backend import TriggerActions
from .bodies import Bodies
from .mark import with_mark
from .pace import COST_FACTOR, Pace
from .pending import Pending, can_wait
from .remains import remains
from .seam import Seam
from .ungated import Ungated


class Gate:
    """Coalesces a generation's writes while open; shut, lets none through.

    Open, the first write of a reply goes through at once, further ones at most every
    `flush_interval_s` seconds and when it is their turn; `flush` passes on what waits. Writers may
    be on any thread.

    Args:
        chat: The chat model's own methods, without any gate.
        mark: What the replies are marked with while they are written.
        flush_interval_s: Least time between two writes of the generation, in seconds.
        pace: Gives turns to all gates of a server.
        on_reply: Called on the event loop with the id of each reply that the generation begins.
        seam: Of its first reply, where that goes on from another one.
        on_written: Called after each write that was let through, on the thread that wrote.
    """

    def __init__(
        self,
        chat: Ungated,
        mark: Mark,
        *,
        flush_interval_s: float,
        pace: Pace,
        on_reply: Callable[[str], None],
        seam: Seam | None = None,
        on_written: Callable[[], None] = lambda: None,
    ) -> None:
        self._chat = chat
        self._mark = mark
        self._flush_interval_s = flush_interval_s
        self._pace = pace
        self._on_reply = on_reply
        self._seam = seam
        self._on_written = on_written
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._lock = threading.RLock()
        self._pending: dict[str, Pending] = {}
        self._reply_ids: list[str] = []
        self._bodies: defaultdict[str, Bodies] = defaultdict(Bodies)
        self._times: dict[str, float] = {}
        self._lengths: dict[str, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next_write_at = 0.0
        self._cost_s: float | None = None
        self._turn: float | None = None
        self._is_shut = False
        self._is_writing = False
        self._remains: tuple[Message, ...] | None = None

    @property
    def is_shut(self) -> bool:
        """Whether writes are refused."""
        return self._is_shut

    @property
    def characters(self) -> int:
        """How long the text of its replies is, with what waits to be passed on."""
        return sum(tuple(self._lengths.values()))

    def owns(self, message_id: str) -> bool:
        """Whether this is a reply of the generation."""
        return message_id in self._reply_ids

    def add(self, new_message: NewMessage, trigger_actions: TriggerActions | None = None) -> str:
        """`add_message` of a new reply.

        Raises:
            GenerationStopped: The gate is shut.
        """
        with self._lock:
            self._raise_if_shut()
            if self._seam is not None and not self._reply_ids:
                new_message = replace(new_message, body=self._seam.anew(new_message.body))
            message_id = self._chat.add_message(new_message, trigger_actions)
            self._reply_ids.append(message_id)
            # A reply that begins empty is about to get its first chunk, and its mark with it.
            self._pending[message_id] = Pending()
            if new_message.body or new_message.mime_model:
                self._write(message_id)
            self._count(message_id, new_message.body)
        if threading.get_ident() == self._loop_thread:
            self._on_reply(message_id)
        else:
            self._loop.call_soon_threadsafe(self._on_reply, message_id)
        return message_id

    def update(
        self,
        update: Message,
        append: bool = False,
        trigger_actions: TriggerActions | None = None,
    ) -> None:
        """`update_message` of one of the generation's replies.

        Raises:
            GenerationStopped: The gate is shut.
        """
        with self._lock:
            self._raise_if_shut()
            update = self._joined(update, append)
            self._count(update.id, update.body, append)
            if can_wait(update) and not trigger_actions:
                self._pending.setdefault(update.id, Pending()).push(update, append)
                self._write_or_wait()
                return
            self._write(update.id)
            current = self._chat.get_message(update.id)
            metadata = update.metadata
            if metadata is None and current is not None:
                metadata = current.metadata
            marked = with_mark(replace(update, metadata=metadata), self._mark)
            with self._writing():
                self._chat.update_message(marked, append, trigger_actions)
            written = self._chat.get_message(update.id)
            if current is not None and written is not None:
                self._bodies[update.id].replace(current.body, written.body)

    def read(self, message_id: str) -> None:
        """Pass on what waits, because a reply is read: what is held back of it too."""
        with self._lock:
            seam = self._seam_of(message_id)
            if seam is not None and not self._is_shut and not self._is_writing:
                held = seam.released()
                current = self._chat.get_message(message_id) if held else None
                if current is not None:
                    pending = self._pending.setdefault(message_id, Pending())
                    pending.push(replace(current, body=held), True)
            self.flush()

    def flush(self) -> None:
        """Pass on what waits. Does nothing once shut."""
        with self._lock:
            if self._is_shut:
                return
            self._cancel_timer()
            self._turn = None
            for message_id in list(self._pending):
                self._write(message_id)

    def shut(self) -> None:
        """Refuse writes from now on, from any thread. Calling it twice is fine."""
        with self._lock:
            self._is_shut = True
            self._cancel_timer()

    def finish(self, mark: Mark, seen: Mapping[str, Seen] | None = None) -> tuple[Message, ...]:
        """Shut for good, and tell the replies as they stay; whoever calls it writes them.

        Only the first call counts; each gives the same.

        Args:
            mark: The mark at the end. Where its status is `interrupted`, each reply is cut to
                what was seen.
            seen: What was on the screen, by message id; `None` where nobody was looking, and
                nothing is cut.

        Returns:
            See `remains`. What a person has deleted is not among it.
        """
        self.shut()
        if self._remains is None:
            is_cut = mark["status"] == "interrupted" and seen is not None
            self._remains = tuple(self._remains_of(mark, seen if is_cut else None))
            self._pending.clear()
        return self._remains

    def _remains_of(self, mark: Mark, seen: Mapping[str, Seen] | None) -> Iterator[Message]:
        for message_id in self._reply_ids:
            message = self._chat.get_message(message_id)
            if message is None or message.deleted:
                continue
            text = self._pending.get(message_id, Pending()).applied_to(message.body)
            seam = self._seam_of(message_id)
            text += "" if seam is None else seam.released()
            earlier = self._bodies[message_id]
            earlier.replace(message.body, text)
            seen_of_it = None if seen is None else seen.get(message_id, Seen(0))
            time_s = self._times.get(message_id, message.time)
            yield remains(replace(message, time=time_s), text, mark, seen_of_it, earlier)

    def _joined(self, update: Message, append: bool) -> Message:
        """An update without what it says again of the reply that its own goes on from."""
        seam = self._seam_of(update.id)
        if seam is None:
            return update
        if append:
            return replace(update, body=seam.appended(update.body))
        current = self._chat.get_message(update.id)
        if current is None:
            return update
        shown = self._pending.get(update.id, Pending()).applied_to(current.body)
        # As it was read, with something else changed.
        is_same = update.body == shown
        return update if is_same else replace(update, body=seam.anew(update.body))

    def _seam_of(self, message_id: str) -> Seam | None:
        return self._seam if [message_id] == self._reply_ids[:1] else None

    def _raise_if_shut(self) -> None:
        if self._is_shut:
            raise GenerationStopped("This generation was stopped.")

    def _count(self, message_id: str, text: str, append: bool = False) -> None:
        before = self._lengths.get(message_id, 0) if append else 0
        self._lengths[message_id] = before + len(text)
        self._on_written()

    def _write_or_wait(self) -> None:
        now = time.monotonic()
        if self._turn is None and now >= self._next_write_at:
            is_first = self._cost_s is None
            self._turn = now if is_first else self._pace.next_turn(now, self._cost_s or 0)
        due = self._next_write_at if self._turn is None else self._turn
        if due <= now:
            self.flush()
        elif self._timer is None:
            if threading.get_ident() == self._loop_thread:
                self._timer = self._loop.call_later(due - now, self._on_due)
            else:
                self._loop.call_soon_threadsafe(self._on_due)

    def _on_due(self) -> None:
        with self._lock:
            self._cancel_timer()
            if self._pending and not self._is_shut:
                self._write_or_wait()

    def _write(self, message_id: str) -> None:
        pending = self._pending.pop(message_id, None)
        if pending is None:
            return
        current = self._chat.get_message(message_id)
        if current is None:
            return
        began_at = time.monotonic()
        latest = pending.latest or current
        is_first = message_id not in self._times
        # Not its time: a page renders a message's header anew for each, and it is final only when
        # the text is.
        self._times[message_id] = latest.time
        body = pending.applied_to(current.body)
        self._bodies[message_id].replace(current.body, body)
        marked = replace(
            with_mark(current, self._mark),
            body=body,
            raw_time=latest.raw_time,
        )
        with self._writing():
            if is_first:
                # With its mark in the file: whoever finds it after a crash knows what it is of.
                self._chat.update_message(marked, False, [])
            else:
                self._chat.stream_message(marked)
        ended_at = time.monotonic()
        self._cost_s = ended_at - began_at
        self._next_write_at = ended_at + max(self._flush_interval_s, COST_FACTOR * self._cost_s)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        # A chat model reads what it writes, and that is no reading of the reply.
        self._is_writing = True
        try:
            yield
        finally:
            self._is_writing = False

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
