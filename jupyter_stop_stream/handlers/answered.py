"""What was done and answered, so that a request that comes twice is acted on once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ..generations import Generation
from ..protocol import ReplyFrame

REMEMBERED: Final = 512
"""How many requests of a server are remembered, the latest ones."""


@dataclass
class Handled:
    """What became of one request, however often and whichever way it came.

    Attributes:
        generation_ids: What it has acted on so far, each once, in that order: one of the ways by
            REST brings one generation of a stop at a time.
        reply: What it was answered with over a way that brings all of it.
    """

    generation_ids: list[str] = field(default_factory=list)
    reply: ReplyFrame | None = None

    def add(self, generations: Iterable[Generation]) -> None:
        """Note what it has acted on. Doing so twice is fine."""
        ids = (one.generation_id for one in generations)
        self.generation_ids += [one for one in ids if one not in self.generation_ids]


class Answered:
    """The latest requests of this server, by who asked and under which id.

    A browser sends a request again, under the same id, when its answer was lost with a connection:
    over the next one, or by REST.
    """

    def __init__(self) -> None:
        self._requests: OrderedDict[tuple[str, str], Handled] = OrderedDict()

    def find(self, username: str, request_id: str) -> Handled:
        """What became of this person's request of this id, if it is remembered; else nothing so
        far, and whoever handles it notes in it what it does. The oldest makes room.

        Called with each request that comes. One without an id, as a script may send it, is never
        taken for another.
        """
        if not request_id:
            return Handled()
        handled = self._requests.setdefault((username, request_id), Handled())
        if len(self._requests) > REMEMBERED:
            self._requests.popitem(last=False)
        return handled
