"""Writes to one reply that have not been passed on yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyterlab_chat.models import Message


def can_wait(update: Message) -> bool:
    """Whether nothing but the body and its time is in this update, so that it can be coalesced."""
    return not (
        update.attachments
        or update.mentions
        or update.deleted
        or update.edited
        or update.metadata
        or update.mime_model
    )


@dataclass
class Pending:
    """Coalesces updates of one reply: chunks are joined, a new body replaces all before it."""

    latest: Message | None = None
    chunks: list[str] = field(default_factory=list)
    replaces: bool = False

    def push(self, update: Message, append: bool) -> None:
        """Take one update that `can_wait`."""
        if not append:
            self.chunks.clear()
            self.replaces = True
        self.latest = update
        self.chunks.append(update.body)

    def applied_to(self, body: str) -> str:
        """The body that the reply would have after this."""
        text = "".join(self.chunks)
        return text if self.replaces else body + text
