"""What a kernel tells everybody of the executions in it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from jupyter_client.session import Session

from ..kernels import Lane

TELLING: Final = (b"status", b"error")
"""Types of messages that tell what becomes of an execution."""


class KernelStatus:
    """Tells a lane what its kernel publishes of executions. While nothing is in the lane it looks
    at nothing.

    Args:
        session: Reads what this kernel signs.
        lane_of: Gives the lane as it is now.
        log: Told what cannot be read.
    """

    def __init__(self, session: Session, lane_of: Callable[[], Lane], log: logging.Logger) -> None:
        self._session = session
        self._lane_of = lane_of
        self._log = log

    def tell(self, frames: list[bytes]) -> None:
        """Called with the frames of each message that the kernel publishes."""
        lane = self._lane_of()
        lane.heard()
        if lane.is_empty:
            return
        try:
            _, parts = self._session.feed_identities(frames)
            header: Any = parts[1]
            if not any(word in header for word in TELLING):
                return
            message = self._session.deserialize(parts)
            self._tell(lane, message)
        except Exception as error:  # noqa: BLE001  whatever it is, the server's own watch goes on
            self._log.debug("A kernel's status could not be read: %r", error)

    def _tell(self, lane: Lane, message: dict[str, Any]) -> None:
        parent = message["parent_header"]
        # Requests of other kinds may have the same ids.
        if parent.get("msg_type") != "execute_request":
            return
        msg_id = parent["msg_id"]
        if message["msg_type"] == "error":
            lane.failed(msg_id)
        elif message["msg_type"] == "status":
            state = message["content"]["execution_state"]
            if state == "busy":
                lane.busy(msg_id)
            elif state == "idle":
                lane.idle(msg_id)
