"""How the result of a call says what the person ended of it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..generations.call import ASKED, STOPPED

MESSAGE: Final = "message"
"""Where a result by names has it, as jupyter-ai-tools has what it says of a command."""

SUCCESS: Final = "success"
"""What the results of commands have, and other mappings have not."""


def says(text: str) -> bool:
    """Whether a text says it already, as that of what a kernel replied."""
    return STOPPED in text or ASKED in text


def with_words(result: Any, words: str | None) -> Any:
    """The result of a function with a sentence in it, where its type has room for that: a text, or
    what came of a command. Anything else is left as it is.
    """
    if words is None:
        return result
    if isinstance(result, str):
        return result if says(result) else f"{result}\n{words}"
    if isinstance(result, Mapping) and SUCCESS in result and MESSAGE not in result:
        return {**result, MESSAGE: words}
    return result
