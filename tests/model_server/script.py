"""What a prompt asks the model to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count, islice

PARAGRAPH = 60
"""Tokens in a paragraph."""


class UnplayableError(ValueError):
    """A prompt asks for something that no model can do."""

    def __init__(self, prompt: str) -> None:
        super().__init__(f"No model can do this: {prompt}")


@dataclass(frozen=True)
class Script:
    """How one completion is produced, read from ``key=value`` words of a prompt.

    Words that are not of that form, or have another key, are prose and say nothing.
    """

    rate: float = 50.0
    """Tokens a second."""

    length: int = 400
    """Tokens until the completion ends by itself."""

    first_token_s: float = 0.0
    """Seconds of silence before the first token."""

    stall_at: int | None = None
    """Tokens after which nothing more is said, while the connection stays open."""

    break_at: int | None = None
    """Tokens after which the model closes the connection in the middle of its answer."""

    headers_late: bool = False
    """Whether the response's headers are sent with the first token, as most providers do, and not
    at once."""

    tool: str | None = None
    """A tool that is called at the end of the completion."""

    tool_args: str = "{}"
    """What it is called with: a JSON object without any space."""

    run: str = ""
    """A command, with commas for spaces, that is called at the end of the completion by the tool
    for commands that the request offers."""

    label: str = ""
    """What the requests of one prompt are told by."""

    @classmethod
    def parse(cls, prompt: str) -> Script:
        """Read a script from a prompt.

        Raises:
            UnplayableError: A known key has a value that is of another kind or out of range.
        """
        words = dict(word.split("=", 1) for word in prompt.split() if "=" in word)
        try:
            script = cls(
                rate=float(words.get("rate", cls.rate)),
                length=int(words.get("length", cls.length)),
                first_token_s=float(words.get("first_token_s", cls.first_token_s)),
                stall_at=int(words["stall_at"]) if "stall_at" in words else None,
                break_at=int(words["break_at"]) if "break_at" in words else None,
                headers_late=bool(int(words.get("headers_late", 0))),
                tool=words.get("tool"),
                tool_args=words.get("tool_args", cls.tool_args),
                run=words.get("run", cls.run),
                label=words.get("label", cls.label),
            )
            json.loads(script.tool_args)
        except ValueError as error:
            raise UnplayableError(prompt) from error
        if script.rate <= 0 or script.length < 0 or script.first_token_s < 0:
            raise UnplayableError(prompt)
        return script


def token(index: int) -> str:
    """The token at an index: its own number, so that a lost or moved one is seen."""
    return f"w{index}\n\n" if (index + 1) % PARAGRAPH == 0 else f"w{index} "


def text(length: int) -> str:
    """All that a completion of this many tokens says."""
    return "".join(map(token, islice(count(), length)))
