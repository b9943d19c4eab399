"""Which Jupyter servers are meant, and with which token."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psutil
from jupyter_core.paths import jupyter_runtime_dir


@dataclass(frozen=True)
class Server:
    """A Jupyter server.

    Attributes:
        url: Its base URL, with a slash at the end.
        token: What lets this person in; empty where there is none.
    """

    url: str
    token: str = field(default="", repr=False)


def named(url: str, token: str) -> Server:
    """The server of an address that a person gives, which may be as the server prints it.

    Without a token, it is that of the address (`?token=`) or, where the server runs on this
    machine, its own.

    Raises:
        ValueError: That is no address of a server.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no address of a server: it has to begin with http or https.")
    own = next(iter(parse_qs(parts.query).get("token", [])), "")
    # As a server prints it: its page, and the token.
    path = re.sub(r"/(lab|tree)/?$", "", parts.path) if own else parts.path
    base = urlunsplit((parts.scheme, parts.netloc, path.rstrip("/") + "/", "", ""))
    known = next((one.token for one in running() if one.url == base), "")
    return Server(base, token or own or known)


def found(token: str) -> list[Server]:
    """The servers that this person runs on this machine, as `jupyter server list` has them.

    Args:
        token: For those that do not keep theirs where it can be read.
    """
    return [replace(one, token=one.token or token) for one in running()]


def running() -> Iterator[Server]:
    """Those that say so in the runtime directory, and whose process is there."""
    for file in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            # A number that was given to another process since is not the server's.
            is_there = psutil.Process(said["pid"]).create_time() <= file.stat().st_mtime
            if is_there and said["url"].startswith(("http:", "https:")):
                yield Server(said["url"].rstrip("/") + "/", said.get("token") or "")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, psutil.Error):
            # It is being written, or of a server that has gone.
            continue
