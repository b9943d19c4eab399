"""The websockets on which pages speak to kernels: what they have run goes through the lane."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeGuard

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.websocket import WebSocketClosedError

from ..generations import Generation
from ..kernels import AnswersExecution, Execution
from .kernels import ServerKernels
from .lab_commands import LabCommands
from .owner import Owner
from .page_request import V1, PageRequest, page_request, serialize

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
        connection: ZMQChannelsWebsocketConnection,
        request: PageRequest,
        send: Callable[[], None],
        pass_on: Callable[[dict[str, Any]], None],
    ) -> None:
        self._connection = connection
        self._request = request
        self._send = send
        self._pass_on = pass_on

    def send(self) -> None:
        stream = (self._connection.channels or {}).get("shell")
        if stream is None or stream.closed():
            self._pass_on(self._request.message())
        else:
            self._send()

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
            if self._connection.subprotocol == V1:
                data = serialize(message, channel, session.pack)
                self._connection.write_message(data, binary=True)
            else:
                text = json.dumps({**message, "channel": channel}, default=str)
                self._connection.write_message(text, binary=False)


def is_known(connection_class: object) -> TypeGuard[type[ZMQChannelsWebsocketConnection]]:
    """Whether a class of kernel connections speaks to kernels by ZeroMQ from this process."""
    return isinstance(connection_class, type) and issubclass(
        connection_class, ZMQChannelsWebsocketConnection
    )


def extended(
    connection_class: type[ZMQChannelsWebsocketConnection],
    kernels: ServerKernels,
    commands: LabCommands,
) -> type:
    """A subclass of a server's class of kernel connections, which hands executions to the lane. It
    keeps the name, by which it is configured.

    An execution is an answer's if the page says which command has caused it and that is the
    answer's. All pages get such a command, and any of them may execute it. One that says so of a
    cell of its own person only has that end with the answer.
    """
    incoming: Callable[[Any, Any], None] = getattr(connection_class, INCOMING)

    def handle_incoming_message(connection: ZMQChannelsWebsocketConnection, data: Any) -> None:
        request = page_request(data, connection.subprotocol) if connection.channels else None
        allowed = connection.multi_kernel_manager.allowed_message_types
        if request is None or (allowed and "execute_request" not in allowed):
            incoming(connection, data)
            return
        kernel_id = connection.kernel_id
        generation = commands.generation_of(request.request_id)
        sent = request if generation is None else request.stopping_nothing()
        send = partial(incoming, connection, sent.data)
        sender = PageSender(connection, sent, send, kernels.kernel(kernel_id).pass_on)
        if generation is None:
            execution = Execution(request.msg_id, sender, lambda: request.stops_on_error)
            kernels.lanes.of(kernel_id).enter(execution)
        else:
            _enter(kernels, kernel_id, request, sender, generation)

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
    generation: Generation,
) -> None:
    """Have a generation's execution wait for its turn, or refuse it."""
    if generation.is_interrupted:
        generation.note_refusal("an execution in a kernel")
        pause_s = kernels.refusals.next_pause_s(generation)
        kernels.loop.call_later(pause_s, sender.abort)
        return
    lane = kernels.lanes.of(kernel_id)
    execution = AnswersExecution(
        request.msg_id, sender, lambda: request.stops_on_error, generation, lane
    )
    Owner(generation).hold(execution)
    lane.enter(execution)
