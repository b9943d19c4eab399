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

    def find(self, username: str, request_id: str) -> ReplyFrame | None:
        """What this person's request was answered with, if it is remembered."""
        return self._replies.get((username, request_id))

    def remember(self, username: str, reply: ReplyFrame) -> None:
        """Keep a reply; the oldest makes room."""
        self._replies[username, reply["request_id"]] = reply
        if len(self._replies) > REMEMBERED:
            self._replies.popitem(last=False)
