"""What an agent makes of a prompt before a model sees it.

An agent puts words of its own around a prompt, sends earlier ones along, offers tools, and asks for
titles and the like beside it. So a prompt for an agent has its script behind the word `Play`, and
what has none, or offers no tools, is an aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .script import Script

Message = Mapping[str, Any]

ASIDE = Script(rate=1000, length=2)
"""How an aside is answered."""

_PLAY = re.compile(r"\bPlay ((?:\w+=[\w.,/-]+ ?)+)")


def asked_of(messages: list[Message]) -> tuple[Script, list[Message]] | None:
    """The script of the last prompt that has one, and the messages that came after it.

    Raises:
        UnplayableError: The script asks for something that no model can do.
    """
    for at, message in reversed(list(enumerate(messages))):
        if message.get("role") == "user" and (scripts := _PLAY.findall(text_of(message))):
            return Script.parse(scripts[-1]), messages[at + 1 :]
    return None


def text_of(message: Message) -> str:
    """What a message says, which some clients send in blocks."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return " ".join(block.get("text", "") for block in content)


def is_result(message: Message) -> bool:
    """Whether a message of any of the protocols brings the result of a tool call."""
    if message.get("role") == "tool" or str(message.get("type")).endswith("_output"):
        return True
    content = message.get("content")
    blocks = content if isinstance(content, list) else []
    return any(
        block.get("type") == "tool_result" or "functionResponse" in block for block in blocks
    )
