"""How messages to and from a kernel are signed and numbered."""

from __future__ import annotations

from typing import Any

from jupyter_client.session import Session


def session_of_our_own(manager: Any) -> Session:
    """A session with a kernel, beside those of its clients.

    A kernel manager gives each client a copy of its own session, and all of them number their
    messages from 0: a client takes what the kernel publishes of another's message for its own if
    that has the same number.

    Args:
        manager: Of the kernel; its `jupyter_client.KernelManager`.
    """
    return Session(config=manager.session.config, key=manager.session.key)
