"""The freeze point: cutting a text where the person who stopped it saw it end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..protocol import Seen, checksum


@dataclass(frozen=True)
class Frozen:
    """What a stop leaves of one reply.

    Attributes:
        body: What was on the screen.
        unseen: What had been written beyond it: its tail or, where `is_rewritten`, the whole body
            that had taken its place.
    """

    body: str
    unseen: str
    is_rewritten: bool = False


def freeze(text: str, earlier: Iterable[str], seen: Seen) -> Frozen:
    """Find what was on the screen among all that a reply has said.

    Where nothing that is kept has begun like that, all of `text` stays: a person or another
    extension has changed the reply, or the page showed a body that is forgotten. To cut it at a
    length that was counted in something else would hide what may have been seen.

    Args:
        text: The reply as it is now.
        earlier: What it was before it was written anew, newest first.
        seen: How much was on the screen, and of what.
    """
    if seen.checksum is None or checksum(text, seen.length) == seen.checksum:
        return Frozen(*cut(text, seen.length))
    for body in earlier:
        if checksum(body, seen.length) == seen.checksum:
            return Frozen(cut(body, seen.length)[0], text, is_rewritten=True)
    return Frozen(text, "")


def cut(text: str, length: int) -> tuple[str, str]:
    """Cut `text` after `length` UTF-16 code units, the unit of a browser's `string.length`.

    A length inside a surrogate pair cuts before the pair; one past the end cuts nothing.

    Returns:
        What was seen, and the tail that was not.
    """
    if text.isascii():
        return text[:length], text[length:]
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > length:
            # A pair that arrived in two chunks is two characters here.
            is_in_pair = "\ud800" <= text[index - 1 : index] < "\udc00" <= character < "\ue000"
            index -= is_in_pair
            return text[:index], text[index:]
    return text, ""
