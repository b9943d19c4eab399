"""Where an answer goes on from another one: what it says again of that is left out."""

from __future__ import annotations

from typing import Final

LEAST: Final = 24
"""How much of the end of a text has to be repeated before it counts, in characters. Less may well
be how the text goes on: a closing bracket, an indented `return`, a word that is said twice."""

LEAST_WHOLE: Final = 8
"""The same where it is the whole text that is repeated, from its very beginning."""


class Seam:
    """Leaves out of the beginning of a reply what is an exact repetition of the end of the text
    that it goes on from, or of all of it.

    The first characters are held back for as long as they may become such a repetition, and nothing
    else is ever left out. A repetition that repeats itself, such as a rule of dashes or a row of
    empty columns, is none: going on with it looks the same.

    Args:
        before: The text that the reply goes on from.
    """

    def __init__(self, before: str) -> None:
        self._before = before
        self._held = ""
        self._left_out = ""
        self._is_open = True

    def appended(self, chunk: str) -> str:
        """What is to be appended to the reply in the place of a chunk."""
        if not self._is_open:
            return chunk
        return self._judged(self._held + chunk)

    def anew(self, body: str) -> str:
        """What the reply is to be in the place of a whole body."""
        if self._left_out:
            # Who has read the reply writes it without what was left out.
            return body.removeprefix(self._left_out)
        return self._judged(body)

    def released(self) -> str:
        """What is held back and is to be appended after all, because the reply is read or ends."""
        if not self._held:
            return ""
        held, self._held, self._is_open = self._held, "", False
        return self._without_repetition(held)

    def _judged(self, text: str) -> str:
        self._is_open = self._may_become_one(text)
        self._held = text if self._is_open else ""
        return "" if self._is_open else self._without_repetition(text)

    def _without_repetition(self, text: str) -> str:
        self._left_out = self._repetition(text)
        return text.removeprefix(self._left_out)

    def _may_become_one(self, text: str) -> bool:
        """Whether there is an end of the text before that begins with this, and is longer."""
        # The first place is the one with the longest rest.
        place = self._before.find(text)
        rest = len(self._before) - place
        return place >= 0 and rest > len(text) and rest >= self._least(rest)

    def _repetition(self, text: str) -> str:
        """What of the beginning of this repeats the end of the text before."""
        place = self._before.find(text[:LEAST_WHOLE])
        while place >= 0:
            end = self._before[place:]
            least = self._least(len(end))
            if len(end) >= least and text.startswith(end):
                return "" if _repeats_itself(end, least) else end
            place = self._before.find(text[:LEAST_WHOLE], place + 1)
        return ""

    def _least(self, length: int) -> int:
        return LEAST_WHOLE if length == len(self._before) else LEAST


def _repeats_itself(text: str, least: int) -> bool:
    """Whether it is some copies of less than so many characters."""
    longest = min(least - 1, len(text) // 2)
    return any(text.startswith(text[period:]) for period in range(1, longest + 1))
