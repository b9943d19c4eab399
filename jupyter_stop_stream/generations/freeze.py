"""The freeze point: cutting a text where the person who stopped it saw it end."""

from __future__ import annotations


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
