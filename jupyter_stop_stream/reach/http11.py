"""When a connection over HTTP/1.1 is one request's, by the events of httpcore's `trace` extension.

Before its first byte and after the end of its response, the pool may have given it to others.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Final

from ..generations import Held, Resources

HTTPCORE: Final = ("httpcore", "httpcore2")
"""The packages that httpx and httpx2 open their connections with."""

BEGINS: Final = "http11.send_request_headers.started"
CLOSES: Final = "http11.response_closed.started"
CLOSED: Final = "http11.response_closed.complete"
ANSWERED: Final = "http11.receive_response_headers.complete"


class Busy(Held):
    """What is one request's for a time."""

    @abstractmethod
    def release(self) -> None:
        """The request is over, and it may be another's."""


def holding(request: Any, busy: Busy, resources: Resources, end: str) -> Callable[[str], None]:
    """Have a generation hold what is a request's, for as long as it is.

    Args:
        request: Of httpcore.
        busy: What is held.
        resources: Those of the generation.
        end: The event that ends it for an ordinary request. What carried a CONNECT to a proxy is
            the next request's as soon as that is answered.

    Returns:
        To be called with each event of the request.
    """
    ends = {end, ANSWERED} if request.method == b"CONNECT" else {end}

    def notice(event: str) -> None:
        if event == BEGINS:
            resources.add(busy)
        elif event in ends:
            busy.release()

    return notice
