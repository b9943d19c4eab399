"""A stopped turn as every model provider takes it.

Providers refuse a tool call without its result, an empty turn of the assistant, two turns of the
user in a row, and some a user's turn right after a tool's result. Messages are LangChain's, known
by their shape, and what is to be merged into a memory is in the shapes that LangChain takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

TOOL_RESULT: Final = (
    "Stopped by the user before it gave a result. What it had done by then was not undone."
)
"""What a tool call that a stop ended is said to have returned; not as an error, which a model
would try to mend."""

ANSWER: Final = "I was stopped before I could answer."
"""What the assistant is said to have answered where the person saw nothing. A sentence, as models
take up what looks like a machine's marker."""

LEAST_OVERLAP: Final = 8
"""How much of a text has to be found before it counts as seen, in characters."""


def mended(turn: Iterable[Any], seen: str | None) -> list[Any]:
    """What is to be merged, by id, into a history that ends with a stopped turn.

    Args:
        turn: What the stopped run added to the history, the prompt first.
        seen: All that the person saw of the answer. What the turn has beyond it is taken away,
            what is missing of it is added, so that it is there once. `None` leaves texts alone.

    Returns:
        Messages that replace those of their id, or come last; nothing where all is well.
    """
    changes: list[Any] = []
    rest = seen
    unanswered: dict[str, str] = {}
    is_answered = False
    for message in turn:
        if message.type == "ai":
            text = kept = _text_of(message)
            if rest is not None and text:
                kept, rest = _split(text, rest)
            if not kept.strip() and not message.tool_calls:
                changes.append({"role": "remove", "content": "", "id": message.id})
                continue
            if kept != text:
                changes.append(_with_text(message, kept))
            unanswered.update((call["id"], call["name"]) for call in message.tool_calls)
        elif message.type == "tool":
            unanswered.pop(message.tool_call_id, None)
        is_answered = message.type == "ai" and not message.tool_calls
    for call_id, name in unanswered.items():
        result = {"role": "tool", "content": TOOL_RESULT, "tool_call_id": call_id, "name": name}
        changes.append(result)
    if rest is not None and rest.strip():
        changes.append({"role": "assistant", "content": rest})
    elif not is_answered:
        changes.append({"role": "assistant", "content": ANSWER})
    return changes


def _split(text: str, seen: str) -> tuple[str, str]:
    """How much of a text was seen, and what was seen after it."""
    position = seen.find(text)
    if position >= 0:
        return text, seen[position + len(text) :]
    if text.startswith(seen):
        return seen, ""
    # What a chat shows before it, such as reasoning, is no part of the text.
    position = seen.find(text[:LEAST_OVERLAP])
    while position >= 0:
        if text.startswith(seen[position:]):
            return seen[position:], ""
        position = seen.find(text[:LEAST_OVERLAP], position + 1)
    return "", seen


def _text_of(message: Any) -> str:
    content = message.content
    return content if isinstance(content, str) else "".join(map(_part_text, content))


def _part_text(part: Any) -> str:
    if isinstance(part, str):
        return part
    return str(part.get("text") or "") if part.get("type") == "text" else ""


def _with_text(message: Any, text: str) -> Any:
    content = message.content
    changed = text if isinstance(content, str) else list(_with_part(content, text))
    return message.model_copy(update={"content": changed})


def _with_part(parts: Iterable[Any], text: str) -> Iterator[Any]:
    """The parts of a content, with `text` in the place of the first one that is text."""
    for part in parts:
        if not _part_text(part):
            yield part
        elif text:
            yield text if isinstance(part, str) else {**part, "text": text}
            text = ""
