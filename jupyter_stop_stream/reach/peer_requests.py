"""What a process that an answer started asks of the server's kernels over HTTP, by a websocket as a
page does or by a request to the queue of another extension.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

import wrapt
from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection

from ..generations import Generation
from ..kernels import AnswersExecution
from .execution_owner import sending_for
from .kernel_clients import EXECUTE
from .kernel_web_sockets import INCOMING, PageSender, serialize
from .kernels import ServerKernels
from .owner import Owner
from .page_connection import is_open, subprotocol
from .page_request import V1, PageRequest, page_request
from .peers import Peer, peer_of

HANDLERS: Final = (
    ("jupyter_server_documents.execution_handlers", "KernelExecuteHandler.post"),
    ("jupyter_server_nbmodel.handlers", "ExecuteHandler.post"),
)
"""Of the queues of `queued_executions.py`."""


class PeerRequests:
    """Has what such a process asks for be its answer's own.

    Args:
        kernels: The server's.
    """

    _is_recording: ClassVar[bool] = False

    def __init__(self, kernels: ServerKernels) -> None:
        self._kernels = kernels
        self._peers: WeakKeyDictionary[Any, Peer] = WeakKeyDictionary()
        if not PeerRequests._is_recording:
            PeerRequests._is_recording = True
            for module, method in HANDLERS:
                wrapt.register_post_import_hook(partial(_record, method), module)

    def extended(
        self,
        connection_class: type,
        send: Callable[[BaseKernelWebsocketConnection, Any], None],
    ) -> type:
        """A subclass of a class of kernel connections, in which each knows who is at the other end
        from when it is opened. It keeps the name, by which it is configured.

        Args:
            connection_class: Hands executions of others to the lane.
            send: Passes on what came over a websocket to the kernel, past the lane.
        """
        connect, incoming = (getattr(connection_class, one) for one in ("connect", INCOMING))

        def connect_and_look(connection: BaseKernelWebsocketConnection) -> Any:
            websocket = connection.websocket_handler.ws_connection
            peer = peer_of(getattr(websocket, "stream", None))
            if peer is not None:
                self._peers[connection] = peer
            return connect(connection)

        def handle_incoming_message(connection: BaseKernelWebsocketConnection, data: Any) -> None:
            generation = _asks(self._peers.get(connection)) if self._peers else None
            request = None
            if generation is not None and is_open(connection) and _is_allowed(connection):
                request = page_request(data, subprotocol(connection))
            if generation is None or request is None:
                incoming(connection, data)
            else:
                self._enter(generation, connection, request, partial(send, connection))

        return type(
            connection_class.__name__,
            (connection_class,),
            {
                "__doc__": connection_class.__doc__,
                "__module__": connection_class.__module__,
                "connect": connect_and_look,
                INCOMING: handle_incoming_message,
            },
        )

    def _enter(
        self,
        generation: Generation,
        connection: BaseKernelWebsocketConnection,
        request: PageRequest,
        send: Callable[[Any], None],
    ) -> None:
        kernels, kernel_id = self._kernels, connection.kernel_id
        # An interrupt of it must not abort what others have in the kernel.
        message = request.message()
        message = {**message, "content": {**message["content"], "stop_on_error": False}}
        sender = PageSender(
            connection,
            PageRequest(request.header, lambda: message),
            lambda: send(_data(message, subprotocol(connection))),
            kernels.kernel(kernel_id).pass_on,
        )
        if generation.is_interrupted:
            generation.note_refusal("an execution in a kernel")
            kernels.loop.call_later(kernels.refusals.next_pause_s(generation), sender.abort)
            return
        lane = kernels.lanes.of(kernel_id)
        execution = AnswersExecution(
            request.msg_id, sender, lambda: request.stops_on_error, generation, lane
        )
        Owner(generation).hold(execution)
        lane.enter(execution)


def _is_allowed(connection: BaseKernelWebsocketConnection) -> bool:
    """Whether the server lets executions pass: else it drops them, and a lane would wait."""
    allowed = connection.multi_kernel_manager.allowed_message_types
    return not allowed or EXECUTE in allowed


def _asks(peer: Peer | None) -> Generation | None:
    """For whom a process asks. One that outlives a whole answer asks for nobody."""
    generation = peer.generation if peer is not None and peer.is_own else None
    if generation is None or not (generation.is_held or generation.is_interrupted):
        return None
    return generation


def _data(message: dict[str, Any], protocol: str | None) -> str | bytes:
    """A message to the kernel's shell, as it comes over a websocket."""
    if protocol != V1:
        return json.dumps({**message, "channel": "shell"})
    parts = [message[one] for one in ("header", "parent_header", "metadata", "content")]
    return serialize([*(json.dumps(one).encode() for one in parts), *message["buffers"]], "shell")


def _record(method: str, module: Any) -> None:
    async def post(
        wrapped: Callable[..., Awaitable[Any]], handler: Any, args: Any, kwargs: Any
    ) -> Any:
        peer = peer_of(getattr(handler.request.connection, "stream", None))
        with sending_for(_asks(peer)):
            return await wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(module, method, post)
