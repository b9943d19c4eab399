"""What was answered, so that a request that comes twice is acted on once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from ..protocol import ReplyFrame

REMEMBERED: Final = 512


class Answered:
    """The latest replies of this server.

    A browser sends a request again, under the same id, when its answer was lost with a connection.
    """

    def __init__(self) -> None:
        self._replies: OrderedDict[tuple[str, str], ReplyFrame] = OrderedDict()
        self._by_rest: OrderedDict[tuple[str, str], set[str]] = OrderedDict()

    def find(self, username: str, request_id: str) -> ReplyFrame | None:
        """What this person's request was answered with, if it is remembered."""
        return self._replies.get((username, request_id))

    def remember(self, username: str, reply: ReplyFrame) -> None:
        """Keep a reply; the oldest makes room."""
        self._replies[username, reply["request_id"]] = reply
        if len(self._replies) > REMEMBERED:
            self._replies.popitem(last=False)

    def remember_by_rest(self, username: str, request_id: str, generation_id: str) -> None:
        """Keep that a request, of which REST brings one generation at a time, has stopped one."""
        self._by_rest.setdefault((username, request_id), set()).add(generation_id)
        if len(self._by_rest) > REMEMBERED:
            self._by_rest.popitem(last=False)

    def stopped_by_rest(self, username: str, request_id: str) -> frozenset[str]:
        """The generations that this person's request has stopped by REST."""
        return frozenset(self._by_rest.get((username, request_id), ()))

    def has_stopped(self, username: str, request_id: str, generation_id: str) -> bool:
        """Whether this person's request has stopped a generation, whichever way it came."""
        reply = self.find(username, request_id)
        return (
            reply is not None and generation_id in reply["generation_ids"]
        ) or generation_id in self.stopped_by_rest(username, request_id)
