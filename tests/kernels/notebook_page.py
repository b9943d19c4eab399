"""A page with a notebook, as far as its kernel sees it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.websocket import WebSocketClientConnection

from ..fakes.patience import within

V1 = "v1.kernel.websocket.jupyter.org"


class NotebookPage:
    """Has cells run over a kernel's websocket, and keeps what it hears of them.

    Args:
        connection: The websocket.
        is_v1: Whether it speaks the newer of the two subprotocols.
    """

    def __init__(self, connection: WebSocketClientConnection, *, is_v1: bool = True) -> None:
        self._connection = connection
        self._is_v1 = is_v1
        self._session = Session()
        self.replies: dict[str, dict[str, Any]] = {}
        self.states: dict[str, list[str]] = {}
        self.outputs: dict[str, str] = {}
        self._heard = asyncio.Condition()
        self._reading = asyncio.ensure_future(self._read())

    async def run(
        self, code: str, *, metadata: dict[str, Any] | None = None, **content: Any
    ) -> str:
        """Send a cell as JupyterLab does; the id of its message."""
        return await self._send(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": True,
                "stop_on_error": True,
                **content,
            },
            metadata=metadata,
        )

    async def queue(self, code: str, **content: Any) -> str:
        """Send a cell and return when the server has taken it."""
        msg_id = await self.run(code, **content)
        # It takes what a page sends in its order, and the kernel answers this at once.
        asked = await self._send("kernel_info_request", {}, "control")
        await self._until(lambda: asked in self.replies)
        return msg_id

    async def until_running(self, msg_id: str) -> None:
        await self._until(lambda: "busy" in self.states.get(msg_id, []))

    async def until_over(self, msg_id: str) -> str:
        """The status of its reply, once it and the `idle` have come: then no `[*]` is left."""
        await self._until(lambda: msg_id in self.replies and "idle" in self.states.get(msg_id, []))
        return str(self.replies[msg_id]["status"])

    async def close(self) -> None:
        self._connection.close()
        await within(self._reading)

    async def _send(
        self,
        msg_type: str,
        content: dict[str, Any],
        channel: str = "shell",
        metadata: dict[str, Any] | None = None,
    ) -> str:
        message = self._session.msg(msg_type, content, metadata=metadata)
        if self._is_v1:
            data = serialize_msg_to_ws_v1(message, channel, self._session.pack)
            await self._connection.write_message(data, binary=True)
        else:
            text = json.dumps({**message, "channel": channel}, default=str)
            await self._connection.write_message(text)
        return str(message["header"]["msg_id"])

    async def _until(self, is_so: Any) -> None:
        async def wait() -> None:
            async with self._heard:
                await self._heard.wait_for(is_so)

        await within(wait(), 20)

    async def _read(self) -> None:
        while (data := await self._connection.read_message()) is not None:
            async with self._heard:
                self._note(*self._parsed(data))
                self._heard.notify_all()

    def _parsed(self, data: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        if not self._is_v1:
            message = json.loads(data)
            return message["header"], message["parent_header"], message["content"]
        _, parts = deserialize_msg_from_ws_v1(data)
        return json.loads(parts[0]), json.loads(parts[1]), json.loads(parts[3])

    def _note(self, header: dict[str, Any], parent: dict[str, Any], content: Any) -> None:
        msg_id = parent.get("msg_id", "")
        if header["msg_type"] in ("execute_reply", "kernel_info_reply"):
            self.replies[msg_id] = content
        elif header["msg_type"] == "status":
            self.states.setdefault(msg_id, []).append(content["execution_state"])
        elif header["msg_type"] == "stream":
            self.outputs[msg_id] = self.outputs.get(msg_id, "") + content["text"]
