"""What a generation leaves of one reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jupyterlab_chat.models import Message

from ..protocol import Mark, Seen
from .freeze import Frozen, freeze
from .mark import MARK_KEY, with_mark


def remains(
    message: Message, text: str, mark: Mark, seen: Seen | None, earlier: Iterable[str]
) -> Message:
    """A reply as it stays: with its mark and, where a stop cut it, with what is left of its text.

    Args:
        message: The reply as the chat has it.
        text: Its text, with what the chat has not been given yet.
        mark: The mark of the generation's end.
        seen: How much of it was on the screen of whoever stopped it; `None` where nothing is to be
            cut.
        earlier: What it was before it was written anew; see `Bodies`.

    Returns:
        The whole message; `deleted` where nothing of it is left to be seen.
    """
    frozen = Frozen(text, "") if seen is None else freeze(text, earlier, seen)
    mark = {**mark}
    if frozen.unseen:
        mark["unseen"] = frozen.unseen
        if frozen.is_rewritten:
            mark["is_rewritten"] = True
    is_left = bool(frozen.body) or _shows_more_than_text(message)
    return replace(with_mark(message, mark), body=frozen.body, deleted=None if is_left else True)


def _shows_more_than_text(message: Message) -> bool:
    """Whether a reply without a body shows something, such as tool calls in its metadata."""
    others = set(message.metadata or {}) - {MARK_KEY}
    return bool(message.mime_model or message.attachments or others)
