"""What may be written to a reply after it was stopped."""

from __future__ import annotations

from dataclasses import replace

from jupyterlab_chat.models import Message

from ..protocol.errors import WriteRefused
from .mark import MARK_KEY, mark_of, without_unseen


def beside(stopped: Message, update: Message, append: bool) -> Message:
    """What of an update from outside of its generation passes: a person's edit or deletion, and
    whatever leaves the text alone, as a backend's own cancel does that closes its tool calls.

    The reply's mark stays, without what is unseen of a text that is gone.

    Args:
        stopped: The reply as it is.
        update: What is to be written.
        append: Whether its body is to follow that of the reply.

    Returns:
        The whole message, not to be appended.

    Raises:
        WriteRefused: It would change the text, and is no person's.
    """
    body = stopped.body + update.body if append else update.body
    is_deleted = bool(update.deleted) and not stopped.deleted
    is_changed = body != stopped.body
    if is_changed and not (update.deleted or update.edited):
        raise WriteRefused("The reply was stopped.")
    metadata = stopped.metadata if update.metadata is None else update.metadata
    mark = mark_of(stopped)
    if mark is not None:
        mark = without_unseen(mark) if is_deleted or is_changed else mark
        metadata = {**(metadata or {}), MARK_KEY: mark}
    return replace(update, body=body, metadata=metadata)
