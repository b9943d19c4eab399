"""How a page's websocket is connected to a kernel: as jupyter_server does it, or as
jupyter-server-documents does.
"""

from __future__ import annotations

import sys
from typing import Any, Final, TypeGuard

from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from .page_request import V1

DOCUMENTS: Final = "jupyter_server_documents.websocket_connection"


def is_known(connection_class: object) -> TypeGuard[type[BaseKernelWebsocketConnection]]:
    """Whether a class of kernel connections speaks to kernels by ZeroMQ from this process, in a way
    that is known here.
    """
    known = (ZMQChannelsWebsocketConnection, *_of_documents())
    return isinstance(connection_class, type) and issubclass(connection_class, known)


def is_open(connection: Any) -> bool:
    """Whether what a page sends still gets to the kernel on its own connection."""
    if isinstance(connection, _of_documents()):
        return connection._client is not None
    stream = (connection.channels or {}).get("shell")
    return stream is not None and not stream.closed()


def subprotocol(connection: Any) -> str | None:
    """In which a page and its connection speak with one another."""
    # It speaks no other, whatever it has agreed with the page.
    return V1 if isinstance(connection, _of_documents()) else connection.subprotocol


def _of_documents() -> tuple[Any, ...]:
    # A server that has it has imported it.
    found = getattr(sys.modules.get(DOCUMENTS), "KernelWebsocketConnection", None)
    return (found,) if isinstance(found, type) else ()
