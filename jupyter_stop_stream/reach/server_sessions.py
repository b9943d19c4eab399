"""The sessions of a server: which notebook has which kernel."""

from __future__ import annotations

import logging
from typing import Any

from jupyter_core.utils import ensure_async


async def sessions_now(manager: Any, log: logging.Logger) -> list[dict[str, Any]] | None:
    """The models of all sessions, as jupyter_server's REST gives them.

    Args:
        manager: The server's session manager; `None` where there is none.
        log: Told what fails.

    Returns:
        `None` where nobody can say.
    """
    if manager is None:
        return None
    try:
        sessions: list[dict[str, Any]] = await ensure_async(manager.list_sessions())
    except Exception as error:  # noqa: BLE001  a session manager is anybody's code
        log.debug("The notebooks of kernels are not known: %r", error)
        return None
    return sessions
