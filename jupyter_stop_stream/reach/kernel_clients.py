"""The kernel clients of jupyter_client in the server's own process, asynchronous and blocking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final
from weakref import WeakSet

import wrapt
from jupyter_client.client import KernelClient

from .client_request import ClientRequest
from .kernels import ServerKernels
from .reply_in_place import ReplyInPlace

CHANNELS: Final = "jupyter_client.channels"
SHELL: Final = "shell_channel"
EXECUTE: Final = "execute_request"


class KernelClients:
    """Has what kernel clients send to a server's kernels go through their lanes. Wrapped once for
    the process.
    """

    _servers: ClassVar[WeakSet[ServerKernels]] = WeakSet()
    _is_recording: ClassVar[bool] = False

    @classmethod
    def attach(cls, kernels: ServerKernels) -> None:
        """See what goes to these kernels."""
        cls._servers.add(kernels)
        if not cls._is_recording:
            cls._is_recording = True
            wrapt.wrap_function_wrapper(CHANNELS, "ZMQSocketChannel.send", cls._send)
            _note_shell_channels()

    @classmethod
    def _send(
        cls, wrapped: Callable[[dict[str, Any]], None], channel: Any, args: Any, kwargs: Any
    ) -> None:
        message = args[0] if args else kwargs["msg"]
        if message["header"]["msg_type"] != EXECUTE or channel.socket is None:
            return wrapped(message)
        for kernels in tuple(cls._servers):
            kernel_id = kernels.kernel_at(channel.socket)
            if kernel_id is not None:
                return ClientRequest(kernels, kernel_id, message, channel, wrapped).go()
        return wrapped(message)


def _note_shell_channels() -> None:
    """Have clients be known by their shell channels. Some never start theirs, and these are made
    when they are first asked for.
    """
    before: Any = getattr(KernelClient, SHELL)

    def shell_channel(client: KernelClient) -> Any:
        is_new = client._shell_channel is None
        channel = before.fget(client)
        if is_new:
            ReplyInPlace.note(client)
        return channel

    setattr(KernelClient, SHELL, property(shell_channel, doc=before.__doc__))
