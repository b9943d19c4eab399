"""What an asynchronous kernel client in the server's own process is told in its kernel's place."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary, ref

import zmq
from jupyter_client.client import KernelClient

ARRIVES_WITHIN_MS: Final = 100
"""How long a client's socket may take to be there for what is published to it, in milliseconds."""

VALUE: Final = "evalue"
"""Where a reply says of an error what is for a person. What others are shown of it is published
apart."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Expected:
    came: Callable[[str], object]
    why: Callable[[], str | None]


class ReplyInPlace:
    """Tells a client that its kernel will never have a request of it: the reply comes on its shell
    channel, the status on the one on which it hears what the kernel publishes.

    Args:
        channel: The client's shell channel.
    """

    _clients: ClassVar[WeakKeyDictionary[Any, ref[KernelClient]]] = WeakKeyDictionary()

    def __init__(self, channel: Any) -> None:
        self._session = channel.session
        self._client = self._clients.get(channel)
        self._replies: deque[dict[str, Any]] = deque()
        self._expected: dict[str, _Expected] = {}
        self._has_reply = asyncio.Event()
        self._get: Callable[[float | None], Awaitable[dict[str, Any]]] = channel.get_msg
        channel.get_msg = self._get_msg

    @classmethod
    def note(cls, client: KernelClient) -> None:
        """Called when a client has a shell channel."""
        if client._shell_channel is not None:
            cls._clients[client._shell_channel] = ref(client)

    @classmethod
    def on(cls, channel: Any) -> ReplyInPlace:
        """That of a shell channel. To be called before the client waits for the reply."""
        # The channel alone keeps it, and takes it along when it goes.
        known = getattr(channel.get_msg, "__self__", None)
        return known if isinstance(known, cls) else cls(channel)

    def expect(
        self,
        request: dict[str, Any],
        came: Callable[[str], object],
        why: Callable[[], str | None],
    ) -> None:
        """Look out for the reply to a request.

        Args:
            request: The request.
            came: Called with its id when the client gets the kernel's own reply.
            why: Gives what is to be said for a person in a reply that it failed, or was aborted.
        """
        self._expected[request["header"]["msg_id"]] = _Expected(came, why)

    def abort(self, request: dict[str, Any]) -> None:
        """Say that a request was aborted, as the kernel does. Called on the client's event loop;
        neither blocks for long nor raises.
        """
        expected = self._expected.pop(request["header"]["msg_id"], None)
        why = None if expected is None else expected.why()
        content = {"status": "aborted"} if why is None else {"status": "aborted", VALUE: why}
        reply = self._session.msg("execute_reply", content, parent=request)
        self._replies.append(reply)
        self._has_reply.set()
        client = None if self._client is None else self._client()
        channel = None if client is None else client._iopub_channel
        if client is None or channel is None or channel.socket is None:
            return
        try:
            self._publish(client, channel.socket, request)
        except zmq.ZMQError as error:
            _log.debug("A kernel client could not be told of an abort: %r", error)

    def _publish(self, client: Any, socket: Any, request: dict[str, Any]) -> None:
        endpoint = f"inproc://in-place-{id(self)}"
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.shadow(client.context.underlying)
        with context.socket(zmq.XPUB) as publisher:
            publisher.bind(endpoint)
            socket.connect(endpoint)
            # It has subscribed to everything.
            publisher.poll(ARRIVES_WITHIN_MS)
            for state in ("busy", "idle"):
                content = {"execution_state": state}
                self._session.send(publisher, "status", content, parent=request, ident=b"status")

    async def _get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        if self._replies:
            # What the kernel has said after all counts.
            with suppress(Empty):
                return self._noted(await self._get(0))
            return self._noted(self._replies.popleft())
        self._has_reply.clear()
        getting = asyncio.ensure_future(self._get(timeout))
        told = asyncio.ensure_future(self._has_reply.wait())
        try:
            await asyncio.wait({getting, told}, return_when=asyncio.FIRST_COMPLETED)
            if not getting.done():
                getting.cancel()
                await asyncio.wait({getting})
        except asyncio.CancelledError:
            getting.cancel()
            getting.add_done_callback(self._keep)
            raise
        finally:
            told.cancel()
        return self._replies.popleft() if getting.cancelled() else self._noted(getting.result())

    def _keep(self, getting: asyncio.Future[dict[str, Any]]) -> None:
        """Have what came as its reader gave up be there for the next one."""
        if not getting.cancelled() and getting.exception() is None:
            self._replies.append(getting.result())
            self._has_reply.set()

    def _noted(self, message: dict[str, Any]) -> dict[str, Any]:
        msg_id = message["parent_header"].get("msg_id")
        expected = self._expected.pop(msg_id, None)
        if expected is not None:
            expected.came(msg_id)
            _explain(message["content"], expected.why())
        for told in [one for one in self._replies if one["parent_header"].get("msg_id") == msg_id]:
            self._replies.remove(told)
        return message


def _explain(content: dict[str, Any], why: str | None) -> None:
    """Have a reply that an execution failed say why."""
    if why is not None and content.get("status") == "error":
        said = content.get(VALUE)
        content[VALUE] = f"{said}\n{why}" if said else why
