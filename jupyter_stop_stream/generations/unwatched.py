"""Answers that nobody has open any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from weakref import WeakSet

from ..protocol import Limit
from .generation import Generation
from .limits import OnLimit


class Unwatched:
    """Stops what goes on after the last page that followed its chat is gone.

    What no page has ever followed is left alone, and so is what was followed by requests: nobody
    can tell when whoever makes those has gone.

    Args:
        after_s: How long it may go on alone, in seconds.
        is_followed: Whether a page follows the chat of a generation now.
        on_limit: Called once with each that has gone on alone for so long.
    """

    def __init__(
        self, after_s: float, is_followed: Callable[[Generation], bool], on_limit: OnLimit
    ) -> None:
        self._after_s = after_s
        self._is_followed = is_followed
        self._on_limit = on_limit
        self._was_followed: WeakSet[Generation] = WeakSet()
        self._by_requests: WeakSet[Generation] = WeakSet()
        self._alone: dict[Generation, asyncio.TimerHandle] = {}

    def on_changed(self, generation: Generation) -> None:
        """To be told of each generation that changed."""
        if generation.state in ("queued", "running"):
            self._look_at(generation)
        else:
            self._let_be(generation)

    def look(self, generations: Iterable[Generation]) -> None:
        """To be called with what is live in a chat when a page began or ceased to follow it."""
        for generation in generations:
            self.on_changed(generation)

    def note_request(self, generations: Iterable[Generation]) -> None:
        """To be called with what is live in a chat, or with one generation, when somebody asks by a
        request what goes on.
        """
        for generation in generations:
            self._by_requests.add(generation)
            self._let_be(generation)

    def _look_at(self, generation: Generation) -> None:
        if self._is_followed(generation):
            self._was_followed.add(generation)
            self._let_be(generation)
        elif (
            generation in self._was_followed
            and generation not in self._by_requests
            and generation not in self._alone
        ):
            loop = asyncio.get_running_loop()
            self._alone[generation] = loop.call_later(self._after_s, self._on_due, generation)

    def _let_be(self, generation: Generation) -> None:
        timer = self._alone.pop(generation, None)
        if timer is not None:
            timer.cancel()

    def _on_due(self, generation: Generation) -> None:
        del self._alone[generation]
        limit: Limit = {"kind": "unwatched", "amount": self._after_s, "is_servers": True}
        self._on_limit(generation, limit)
