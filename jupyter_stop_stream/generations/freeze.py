"""The freeze point: cutting a text where the person who stopped it saw it end."""

from __future__ import annotations


def cut(text: str, length: int) -> tuple[str, str]:
    """Cut `text` after `length` UTF-16 code units, the unit of a browser's `string.length`.

    A length inside a surrogate pair cuts before the pair; one past the end cuts nothing.

    Returns:
        What was seen, and the tail that was not.
    """
    if length >= len(text) and text.isascii():
        return text, ""
    units = text.encode("utf-16-le", "surrogatepass")
    head = units[: 2 * length].decode("utf-16-le", "ignore")
    return head, text[len(head) :]
