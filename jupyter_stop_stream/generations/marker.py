"""Writes the marks of generations that begin, end, or broke off."""

from __future__ import annotations

import time
from collections.abc import Container

from ..protocol import Mark, Outcome
from .backend import Chat
from .generation import Generation
from .mark import mark_of, with_mark

MAX_REASON = 200
"""Characters of the reason in a mark."""


def streaming_mark(generation: Generation) -> Mark:
    """The mark of a reply that is being written."""
    return {
        "generation_id": generation.generation_id,
        "prompt_id": generation.prompt_id,
        "status": "streaming",
    }


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
        if generation.left:
            mark["left"] = sorted(generation.left)
    elif outcome == "error":
        mark["reason"] = _in_a_line(generation.error)
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
        chat.update_message(with_mark(prompt, None), False, [])


def mark_end(chat: Chat, generation: Generation, outcome: Outcome) -> None:
    """Cut and mark the replies; where a stop left none of them, mark the prompt."""
    if generation.gate is None:
        return
    mark = final_mark(generation, outcome)
    is_any_left = generation.gate.finish(mark, generation.seen)
    if outcome == "interrupted" and not is_any_left:
        prompt = chat.get_message(generation.prompt_id)
        # A prompt that is itself a reply keeps the mark of the generation that wrote it.
        earlier = mark_of(prompt) if prompt else None
        if prompt is not None and (earlier is None or earlier.get("prompt_id") == prompt.id):
            chat.update_message(with_mark(prompt, mark), False, [])


def correct_receipt(chat: Chat, generation: Generation) -> None:
    """Write the receipt of a generation of which something was left, and has ended after all."""
    for message_id in (*generation.reply_ids, generation.prompt_id):
        message = chat.get_message(message_id)
        mark = mark_of(message) if message else None
        if message is None or mark is None:
            continue
        if mark.get("generation_id") == generation.generation_id:
            corrected: Mark = {**mark, "receipt": generation.receipt}  # type: ignore[typeddict-item]
            corrected.pop("left", None)
            chat.update_message(with_mark(message, corrected), False, [])


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
        chat.update_message(with_mark(message, broken), False, [])
