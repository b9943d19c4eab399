"""Whether the process at the other end of a connection to this server is one that an answer has
started, or was started by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Final, Protocol
from weakref import WeakSet

import psutil

from ..generations import Generation


class Peer(Protocol):
    """Processes that an answer started."""

    @property
    def generation(self) -> Generation | None:
        """Whose they are."""

    @property
    def is_own(self) -> bool:
        """Whether that can be shown."""

    @property
    def is_over(self) -> bool:
        """Whether none of them goes on."""

    def tree(self) -> set[psutil.Process]:
        """They, and what they have started that goes on. Called on the event loop."""


known: Final[WeakSet[Peer]] = WeakSet()
"""Those that somebody still keeps."""


def peer_of(stream: Any) -> Peer | None:
    """The processes of an answer's of which one is at the other end of a connection. To be called
    on the event loop. While no answer has any it looks at nothing; else it takes some milliseconds.

    Args:
        stream: Tornado's `IOStream` of the connection.
    """
    if not known:
        return None
    try:
        here, there = stream.socket.getsockname()[:2], stream.socket.getpeername()[:2]
    except (AttributeError, OSError, ValueError):
        # It is closed, or no connection by TCP.
        return None
    # An address of this machine's that others could have as well is no evidence.
    if not _is_loopback(there[0]):
        return None
    for peer in tuple(known):
        if not peer.is_over and (there, here) in _connections(peer):
            return peer
    return None


def _connections(peer: Peer) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Their connections, from their side: from where and to where."""
    for process in peer.tree():
        # It may be over already, or be another user's.
        with suppress(psutil.Error):
            # It had another name before psutil 6.
            connections = getattr(process, "net_connections", None) or process.connections
            for one in connections("tcp"):
                if one.raddr:
                    yield (one.laddr.ip, one.laddr.port), (one.raddr.ip, one.raddr.port)


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
