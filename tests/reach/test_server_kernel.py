"""What is asked of a kernel beside its clients."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from jupyter_client.session import Session

from jupyter_stop_stream.reach.server_kernel import ServerKernel


class RecordingManager:
    """Has a session, and records what is sent to its kernel, which answers nothing."""

    def __init__(self) -> None:
        self.session = Session(key=b"secret")
        self.sent: list[list[Any]] = []

    def connect_shell(self) -> RecordingManager:
        return self

    def on_recv(self, callback: Callable[[object], None]) -> None:
        pass

    def send_multipart(self, frames: list[Any], **_: Any) -> None:
        self.sent.append(frames)

    def headers(self) -> list[dict[str, Any]]:
        """Of what was sent, each with its signature as the kernel takes it."""
        kernels = Session(key=self.session.key)
        parts = [kernels.feed_identities(frames)[1] for frames in self.sent]
        return [kernels.deserialize(one)["header"] for one in parts]


def _kernel(manager: RecordingManager) -> ServerKernel:
    def unused(kernel_id: str) -> None:
        raise AssertionError(kernel_id)

    log = logging.getLogger("kernel")
    return ServerKernel("kernel-1", lambda: manager, unused, unused, log)


def test_what_a_kernel_is_asked_has_no_number_that_a_clients_message_may_have() -> None:
    manager = RecordingManager()
    kernel = _kernel(manager)
    for _ in range(3):
        kernel.ask_whether_free(lambda: None)
    asked = manager.headers()
    assert [one["msg_type"] for one in asked] == ["kernel_info_request"] * 3
    client = manager.session.clone()
    theirs = {client.msg("execute_request")["header"]["msg_id"] for _ in range(10)}
    assert theirs.isdisjoint(one["msg_id"] for one in asked)
    assert len({one["msg_id"] for one in asked}) == 3


def test_a_request_that_is_passed_on_keeps_its_senders_number() -> None:
    manager = RecordingManager()
    request = manager.session.clone().msg("execute_request", {"code": "1"})
    _kernel(manager).pass_on(request)
    assert [one["msg_id"] for one in manager.headers()] == [request["header"]["msg_id"]]
