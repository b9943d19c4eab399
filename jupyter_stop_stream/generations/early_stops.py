"""Stops that came before the prompts that they mean."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

REMEMBERED_FOR_S: Final = 30.0
"""How long a prompt is waited for, in seconds. It was sent before the stop, another way."""

MOST_OF_ONE: Final = 64
"""How many are remembered of one person, the latest ones: as many as one stop may name."""

MOST: Final = 1024
"""How many are remembered of all, the latest ones."""


@dataclass(frozen=True)
class EarlyStop:
    """One person's stop of one prompt.

    Attributes:
        chat_id: The chat that the prompt is to come to, and
        chat_path: which of the chats of this id that is; `None` for any.
        by: Username of who asked, by the server's own identity.
        by_name: What they are called.
    """

    chat_id: str
    chat_path: str | None
    prompt_id: str
    by: str
    by_name: str | None


class EarlyStops:
    """Remembers the prompts that are not to be answered when they come.

    Args:
        now: The time, in seconds, by a clock that only goes forward.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._stops: dict[EarlyStop, float] = {}
        """When each is forgotten, the next one first."""

    def __len__(self) -> int:
        return len(self._stops)

    def remember(self, stops: Iterable[EarlyStop]) -> None:
        """Remember what one person has asked for. The oldest make room."""
        self._forget_expired()
        stop = None
        for stop in stops:
            self._stops.pop(stop, None)
            self._stops[stop] = self._now() + REMEMBERED_FOR_S
        if stop is not None:
            self._forget_surplus([one for one in self._stops if one.by == stop.by], MOST_OF_ONE)
            self._forget_surplus(list(self._stops), MOST)

    def find(self, chat_id: str, prompt_id: str) -> list[EarlyStop]:
        """Those of a prompt that has come. They stay: it may be for several personas."""
        self._forget_expired()
        return [one for one in self._stops if (one.chat_id, one.prompt_id) == (chat_id, prompt_id)]

    def forget(self, chat_id: str, prompt_id: str) -> None:
        """Forget those of a prompt. Called when it is to be asked again."""
        for stop in self.find(chat_id, prompt_id):
            del self._stops[stop]

    def _forget_expired(self) -> None:
        now = self._now()
        for stop in [one for one, until in self._stops.items() if until <= now]:
            del self._stops[stop]

    def _forget_surplus(self, stops: list[EarlyStop], most: int) -> None:
        for stop in stops[: max(0, len(stops) - most)]:
            del self._stops[stop]
