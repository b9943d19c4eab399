"""The mark: what a message's metadata says of the generation that wrote it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from jupyterlab_chat.models import Message

from ..protocol import Mark

MARK_KEY: Final = "stop_stream"
"""Where the mark stands in `Message.metadata`."""


def mark_of(message: Message) -> dict[str, Any] | None:
    """The mark of a message, or `None`. What stands in a chat file may be anything."""
    mark = (message.metadata or {}).get(MARK_KEY)
    return mark if isinstance(mark, dict) else None


def marked(metadata: dict[str, Any] | None, mark: Mark | None) -> dict[str, Any]:
    """A copy of `metadata` with this mark; with `None`, without one."""
    rest = {key: value for key, value in (metadata or {}).items() if key != MARK_KEY}
    return rest if mark is None else {**rest, MARK_KEY: dict(mark)}


def with_mark(message: Message, mark: Mark | None) -> Message:
    """A copy of the whole message with this mark.

    The chat model sets fields that are `None` over those it has, so a mark is always written
    with the message that was read.
    """
    return replace(message, metadata=marked(message.metadata, mark))


def is_stopped_reply(message: Message) -> bool:
    """Whether this is what a stop left of a reply. On a prompt, a mark says that nothing was."""
    mark = mark_of(message)
    return (
        mark is not None
        and mark.get("status") == "interrupted"
        and mark.get("prompt_id") != message.id
    )


def unseen_of(metadata: object) -> str | None:
    """What these metadata keep of a reply's text that was not seen, if anything."""
    mark = metadata.get(MARK_KEY) if isinstance(metadata, dict) else None
    unseen = mark.get("unseen") if isinstance(mark, dict) else None
    return unseen if isinstance(unseen, str) else None


def without_unseen(mark: dict[str, Any]) -> dict[str, Any]:
    """A copy of a mark that keeps nothing of the text which was not seen."""
    return {key: one for key, one in mark.items() if key not in ("unseen", "is_rewritten")}
