"""One `execute_request` on its way to a kernel, and in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

Phase = Literal["waiting", "sent", "running", "over"]


class Sender(Protocol):
    """Who has asked for an execution. Both methods are called on the event loop, and neither blocks
    nor raises.
    """

    def send(self) -> None:
        """Let the kernel have the request. Called once, or never."""

    def abort(self) -> None:
        """Say `aborted` in the kernel's place to whoever waits for the reply: an `execute_reply`,
        and the status `idle` where that is waited for. Called where the kernel will not have the
        request, or has let the reply be lost.
        """


class Execution:
    """One `execute_request` of a person's, or of anybody else's but an answer's.

    Its lane alone changes it.

    Args:
        msg_id: Of the request's header.
        sender: Who has asked for it.
        stops_on_error: Tells whether it was asked that its failure aborts what is queued behind.
            Called when it has failed.
    """

    is_answers = False
    """Whether it is an answer's own."""

    def __init__(self, msg_id: str, sender: Sender, stops_on_error: Callable[[], bool]) -> None:
        self.msg_id = msg_id
        self.sender = sender
        self.stops_on_error = stops_on_error
        self.phase: Phase = "waiting"
        self.sent_at = 0.0
        """When it was sent, by the event loop's clock."""
        self.has_failed = False
        self.behind: tuple[Execution, ...] | None = None
        """What waited when its reply reached its sender; `None` before that. What is asked for
        later is no part of its batch.
        """
        self.was_interrupted = False
        """Whether somebody interrupted the kernel while it ran there, and not for a stop."""
        self.is_lost = False
        """Whether the kernel was started anew or ended with it."""

    @property
    def has_reply(self) -> bool:
        """Whether its reply has reached its sender."""
        return self.behind is not None

    def begin(self) -> None:
        """Called by its lane when the kernel begins with it."""
        self.phase = "running"

    def end(self) -> None:
        """Called by its lane when it has ended, or will never begin. Calling it twice is fine."""
        self.phase = "over"

    def is_batch_of(self, failed: Execution) -> bool:
        """Whether a failure that was to abort what is queued behind reaches this one.

        A person's failure reaches everything, as in the kernel, and so does an interrupt of the
        kernel.
        """
        return not failed.is_answers or failed.was_interrupted
