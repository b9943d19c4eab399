"""Whether the process at the other end of a connection to this server is one that an answer has
started, or was started by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import psutil

from .processes import ChildProcess


def peer_of(stream: Any) -> ChildProcess | None:
    """The process of an answer's that is at the other end of a connection, or started what is. To
    be called on the event loop. While no answer has a process it looks at nothing; else it takes
    some milliseconds.

    Args:
        stream: Tornado's `IOStream` of the connection.
    """
    if not ChildProcess.known:
        return None
    try:
        here, there = stream.socket.getsockname()[:2], stream.socket.getpeername()[:2]
    except (AttributeError, OSError, ValueError):
        # It is closed, or no connection by TCP.
        return None
    # An address of this machine's that others could have as well is no evidence.
    if not _is_loopback(there[0]):
        return None
    for child in tuple(ChildProcess.known):
        if not child.is_over and (there, here) in _connections(child):
            return child
    return None


def _connections(child: ChildProcess) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """The connections of a tree of processes, from its side: from where and to where."""
    for process in child.tree():
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
