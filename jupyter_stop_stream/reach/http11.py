"""When a connection over HTTP/1.1 is one request's, by the events of httpcore's `trace` extension.

Before its first byte and after the end of its response, the pool may have given it to others.
"""

from __future__ import annotations

from typing import Any, Final

HTTPCORE: Final = ("httpcore", "httpcore2")
"""The packages that httpx and httpx2 open their connections with."""

BEGINS: Final = "http11.send_request_headers.started"
CLOSES: Final = "http11.response_closed.started"
CLOSED: Final = "http11.response_closed.complete"
ANSWERED: Final = "http11.receive_response_headers.complete"


def ends(request: Any, when: str) -> frozenset[str]:
    """The events with which the connection is no longer the request's.

    Args:
        request: Of httpcore.
        when: The event of an ordinary request. What carried a CONNECT to a proxy is the next
            request's as soon as that is answered.
    """
    return frozenset({when, ANSWERED} if request.method == b"CONNECT" else {when})
