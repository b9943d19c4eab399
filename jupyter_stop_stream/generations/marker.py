"""The marks of generations that begin, end, or broke off."""

from __future__ import annotations

import logging
import time
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Final, cast

from jupyterlab_chat.models import Message

from ..protocol import Mark, Outcome
from .backend import Chat
from .failures import cause_of
from .generation import Generation
from .mark import mark_of, unseen_of, with_mark

_LOG: Final = logging.getLogger(__name__)

MAX_REASON: Final = 200
"""Characters of the reason in a mark."""


def streaming_mark(generation: Generation) -> Mark:
    """The mark of a reply that is being written."""
    mark: Mark = {
        "generation_id": generation.generation_id,
        "prompt_id": generation.prompt_id,
        "status": "streaming",
    }
    if not generation.can_regenerate:
        mark["can_regenerate"] = False
    if not generation.can_reload:
        mark["can_reload"] = False
    if generation.can_continue:
        mark["can_continue"] = True
    if generation.continues is not None:
        mark["continues"] = generation.continues
    return mark


def final_mark(generation: Generation, outcome: Outcome) -> Mark:
    """The mark of what a generation leaves behind."""
    mark = streaming_mark(generation)
    mark["status"] = outcome
    if outcome == "interrupted":
        mark["stopped_by"] = generation.stopped_by
        if generation.stopped_by_name:
            mark["stopped_by_name"] = generation.stopped_by_name
        mark["stopped_at"] = generation.stopped_at or time.time()
        mark["receipt"] = generation.receipt or "cancelled"
        if generation.dropped_by is not None:
            mark["waited_for"] = generation.persona_name
            mark["stop_id"] = generation.dropped_by
        if generation.limit is not None:
            mark["limit"] = generation.limit
        if generation.began_at is not None:
            mark["took_s"] = round(max(0.0, mark["stopped_at"] - generation.began_at), 2)
        if generation.gate is not None:
            mark["characters"] = generation.gate.characters
        touched = generation.touches.told()
        if touched:
            mark["touched"] = touched
        if generation.touches.beyond:
            mark["touched_beyond"] = generation.touches.beyond
    elif outcome == "error":
        mark["reason"] = _in_a_line(generation.error)
        cause = cause_of(generation.error)
        if cause is not None:
            mark["cause"] = cause
    if outcome == "complete":
        mark.pop("can_continue", None)
    elif generation.left:
        mark["left"] = sorted(generation.left)
    return mark


def _in_a_line(error: BaseException | None) -> str:
    # It stands in a label. Some errors quote the whole response.
    first_line = str(error).strip().partition("\n")[0]
    if len(first_line) > MAX_REASON:
        return f"{first_line[: MAX_REASON - 1]}…"
    return first_line or type(error).__name__


def mark_begin(chat: Chat, generation: Generation) -> None:
    """Take an earlier stop's mark off the prompt: it is being answered again."""
    prompt = chat.get_message(generation.prompt_id)
    mark = mark_of(prompt) if prompt else None
    if prompt is not None and mark is not None and mark.get("prompt_id") == prompt.id:
        _try(chat, with_mark(prompt, None))


def ended(chat: Chat, generation: Generation, outcome: Outcome) -> list[Message]:
    """The messages that a generation leaves, cut and marked: its replies and, where a stop left
    none of them to be seen, the prompt. They are still to be written.
    """
    if generation.gate is None:
        return []
    if generation.is_taken_back:
        prompt = chat.get_message(generation.prompt_id)
        return [] if prompt is None or prompt.deleted else [_taken_back(prompt)]
    mark = final_mark(generation, outcome)
    left = list(generation.gate.finish(mark, generation.seen))
    left = [_without_continue(one) if one.id in generation.failure_ids else one for one in left]
    generation.unseen_characters = sum(len(unseen_of(reply.metadata) or "") for reply in left)
    if outcome == "interrupted" and all(reply.deleted for reply in left):
        prompt = chat.get_message(generation.prompt_id)
        # A prompt that is itself a reply keeps the mark of the generation that wrote it.
        earlier = mark_of(prompt) if prompt else None
        if prompt is not None and (earlier is None or earlier.get("prompt_id") == prompt.id):
            left.append(with_mark(prompt, mark))
    return left


def _taken_back(prompt: Message) -> Message:
    """A prompt of which the chat shows nothing any more, as a person would delete it."""
    return replace(prompt, body="", attachments=[], mentions=[], deleted=True)


def _without_continue(message: Message) -> Message:
    mark = {key: one for key, one in (mark_of(message) or {}).items() if key != "can_continue"}
    return with_mark(message, cast(Mark, mark))


def corrected(chat: Chat, generation: Generation) -> Iterator[Message]:
    """The messages of a generation of which something was left, now that it has ended after all;
    where it was stopped, with its receipt. They are still to be written.
    """
    for message_id in (*generation.reply_ids, generation.prompt_id):
        message = chat.get_message(message_id)
        mark = mark_of(message) if message else None
        if message is None or mark is None:
            continue
        if mark.get("generation_id") == generation.generation_id:
            new = {key: value for key, value in mark.items() if key != "left"}
            if "receipt" in new:
                new["receipt"] = generation.receipt
            yield with_mark(message, cast(Mark, new))


def mark_broken_off(chat: Chat, live_ids: Container[str]) -> None:
    """Give `error` to what claims to be streaming while no generation in `live_ids` writes it."""
    for message in chat.get_messages():
        mark = mark_of(message)
        if mark is None or mark.get("status") != "streaming":
            continue
        if mark.get("generation_id") in live_ids:
            continue
        broken: Mark = {
            "generation_id": str(mark.get("generation_id") or "unknown"),
            "prompt_id": str(mark.get("prompt_id") or "unknown"),
            "status": "error",
        }
        if mark.get("can_regenerate") is False:
            broken["can_regenerate"] = False
        if mark.get("can_continue") is True:
            broken["can_continue"] = True
        if isinstance(mark.get("continues"), str):
            broken["continues"] = mark["continues"]
        _try(chat, with_mark(message, broken))


def _try(chat: Chat, message: Message) -> None:
    # It is right in the page, and what the file says is put right when the chat is opened again:
    # no reason to leave a prompt without an answer, or a chat without a stop.
    try:
        chat.update_message(message, False, [])
    except OSError as error:
        _LOG.warning("Message %s could not be saved: %r", message.id, error)
