"""The websockets on which pages speak to kernels: what they have run goes through the lane."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
from tornado.websocket import WebSocketClosedError

from ..kernels import AnswersExecution, Execution
from .cell_id import cell_of
from .execution_owner import Asker
from .kernels import ServerKernels
from .owner import Owner
from .page_connection import is_open, subprotocol
from .page_request import V1, PageRequest, page_request, serialize

Whose = Callable[[BaseKernelWebsocketConnection, PageRequest], Asker | None]
"""Says whose an execution is that came on a connection; `None` where it is a person's."""

INCOMING: Final = "handle_incoming_message"

ABORTED: Final = (
    ("iopub", "status", {"execution_state": "busy"}),
    ("shell", "execute_reply", {"status": "aborted"}),
    ("iopub", "status", {"execution_state": "idle"}),
)
"""What a kernel says of an execution that it aborts: channel, type and content."""


class PageSender:
    """A page that has asked for an execution.

    Args:
        connection: Its websocket's connection to the kernel.
        request: What it has asked for.
        send: Sends it on that connection.
        pass_on: Sends it where that connection is closed.
    """

    def __init__(
        self,
        connection: BaseKernelWebsocketConnection,
        request: PageRequest,
        send: Callable[[], None],
        pass_on: Callable[[dict[str, Any]], None],
    ) -> None:
        self._connection = connection
        self._request = request
        self._send = send
        self._pass_on = pass_on

    def send(self) -> None:
        if is_open(self._connection):
            self._send()
        else:
            self._pass_on(self._request.message())

    def abort(self) -> None:
        for channel, msg_type, content in ABORTED:
            self._write(channel, msg_type, content)

    def _write(self, channel: str, msg_type: str, content: dict[str, Any]) -> None:
        session = self._connection.session
        message = {
            **session.msg(msg_type, content),
            "parent_header": self._request.header,
            "buffers": [],
        }
        # A page that has gone waits for nothing.
        with suppress(WebSocketClosedError):
            page = self._connection.websocket_handler
            if subprotocol(self._connection) == V1:
                page.write_message(serialize(message, channel, session.pack), binary=True)
            else:
                page.write_message(json.dumps({**message, "channel": channel}, default=str))


def extended(
    connection_class: type[BaseKernelWebsocketConnection], kernels: ServerKernels, whose: Whose
) -> type[BaseKernelWebsocketConnection]:
    """A subclass of a server's class of kernel connections, which hands executions to the lane. It
    keeps the name, by which it is configured.
    """
    incoming: Callable[[Any, Any], None] = getattr(connection_class, INCOMING)

    def handle_incoming_message(connection: BaseKernelWebsocketConnection, data: Any) -> None:
        request = page_request(data, subprotocol(connection)) if is_open(connection) else None
        allowed = connection.multi_kernel_manager.allowed_message_types
        if request is None or (allowed and "execute_request" not in allowed):
            incoming(connection, data)
            return
        kernel_id = connection.kernel_id
        asker = whose(connection, request)
        sent = request if asker is None else request.stopping_nothing()
        send = partial(incoming, connection, sent.data)
        sender = PageSender(connection, sent, send, kernels.kernel(kernel_id).pass_on)
        if asker is None:
            execution = Execution(request.msg_id, sender, lambda: request.stops_on_error)
            kernels.lanes.of(kernel_id).enter(execution)
        else:
            _enter(kernels, kernel_id, request, sender, asker)

    return type(
        connection_class.__name__,
        (connection_class,),
        {
            "__doc__": connection_class.__doc__,
            "__module__": connection_class.__module__,
            INCOMING: handle_incoming_message,
        },
    )


def _enter(
    kernels: ServerKernels,
    kernel_id: str,
    request: PageRequest,
    sender: PageSender,
    asker: Asker,
) -> None:
    """Have a generation's execution wait for its turn, or refuse it."""
    generation = asker.generation
    if generation.is_interrupted:
        generation.note_refusal("an execution in a kernel")
        pause_s = kernels.refusals.next_pause_s(generation)
        kernels.loop.call_later(pause_s, sender.abort)
        return
    lane = kernels.lanes.of(kernel_id)
    execution = AnswersExecution(
        request.msg_id,
        sender,
        lambda: request.stops_on_error,
        generation,
        lane,
        cell_of(request.message()["metadata"]),
        asker.call,
    )
    Owner(generation).hold(execution)
    lane.enter(execution)
