"""What a process that an answer started asks of the server's kernels over HTTP, by a websocket as a
page does or by a request to the queue of another extension.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

import wrapt
from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection

from .execution_owner import Asker, sending_for
from .peers import Peer, peer_of

HANDLERS: Final = (
    ("jupyter_server_documents.execution_handlers", "KernelExecuteHandler.post"),
    ("jupyter_server_nbmodel.handlers", "ExecuteHandler.post"),
)
"""Of the queues of `queued_executions.py`."""


class PeerRequests:
    """Knows on which connections such a process speaks to kernels, and has what it puts into a
    queue be its answer's own.
    """

    _is_recording: ClassVar[bool] = False

    def __init__(self) -> None:
        self._peers: WeakKeyDictionary[Any, Peer] = WeakKeyDictionary()
        if not PeerRequests._is_recording:
            PeerRequests._is_recording = True
            for module, method in HANDLERS:
                wrapt.register_post_import_hook(partial(_record, method), module)

    def asker_of(self, connection: BaseKernelWebsocketConnection) -> Asker | None:
        """Whose process is at the other end of a page's connection; `None` where it is nobody's."""
        return _asks(self._peers.get(connection)) if self._peers else None

    def extended(self, connection_class: type[BaseKernelWebsocketConnection]) -> type:
        """A subclass of a class of kernel connections, of each of which it is known from when it is
        opened who is at the other end. It keeps the name, by which it is configured.
        """
        connect: Callable[[Any], Any] = connection_class.connect

        def connect_and_look(connection: BaseKernelWebsocketConnection) -> Any:
            websocket = connection.websocket_handler.ws_connection
            peer = peer_of(getattr(websocket, "stream", None))
            if peer is not None:
                self._peers[connection] = peer
            return connect(connection)

        return type(
            connection_class.__name__,
            (connection_class,),
            {
                "__doc__": connection_class.__doc__,
                "__module__": connection_class.__module__,
                "connect": connect_and_look,
            },
        )


def _asks(peer: Peer | None) -> Asker | None:
    """For whom a process asks. One that outlives a whole answer asks for nobody."""
    generation = peer.generation if peer is not None and peer.is_own else None
    if generation is None or not (generation.is_held or generation.is_interrupted):
        return None
    return Asker(generation)


def _record(method: str, module: Any) -> None:
    async def post(
        wrapped: Callable[..., Awaitable[Any]], handler: Any, args: Any, kwargs: Any
    ) -> Any:
        peer = peer_of(getattr(handler.request.connection, "stream", None))
        with sending_for(_asks(peer)):
            return await wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(module, method, post)
