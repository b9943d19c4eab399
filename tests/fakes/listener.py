"""The far end of our websocket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator
from tornado.websocket import WebSocketClientConnection

from jupyter_stop_stream.protocol import codec

from .patience import within

SERVER_FRAME = Draft202012Validator(codec._schema_of("server_frame"))

Frame = dict[str, Any]


class Listener:
    """Speaks frames as a browser does, and keeps those that it heard."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self._connection = connection
        self.heard: list[Frame] = []
        self._is_closed = False

    async def say(self, frame: Frame | str | bytes) -> None:
        """Send a frame, or any text or bytes."""
        text = json.dumps(frame) if isinstance(frame, dict) else frame
        await within(self._connection.write_message(text, binary=isinstance(text, bytes)))

    async def hear(self) -> Frame:
        """The next frame. Each fits the schema."""
        frame = await self.hear_whatever()
        assert frame is not None, "The connection was closed."
        SERVER_FRAME.validate(frame)
        return frame

    async def hear_whatever(self) -> Frame | None:
        """The next frame as it is, or `None` where the server closed the connection."""
        text = await within(self._connection.read_message())
        if text is None:
            self._is_closed = True
            self._connection.close()
            return None
        frame: Frame = json.loads(text)
        self.heard.append(frame)
        return frame

    @property
    def close_code(self) -> int | None:
        """Why the connection was closed."""
        return self._connection.close_code

    async def hear_until_closed(self) -> list[Frame]:
        """All that the server says before it closes the connection."""
        frames = []
        while (frame := await self.hear_whatever()) is not None:
            frames.append(frame)
        return frames

    async def hear_until(self, is_so: Callable[[Frame], bool]) -> Frame:
        """The next frame of which something is so."""
        while True:
            frame = await self.hear()
            if is_so(frame):
                return frame

    async def ask(self, frame: Frame) -> Frame:
        """Send a request; its reply or error."""
        await self.say(frame)
        return await self.hear_until(lambda heard: heard["type"] in ("reply", "error"))

    async def subscribe(self, chat_id: str, chat_path: str | None = None) -> list[Frame]:
        """The generations of a chat."""
        path = {} if chat_path is None else {"chat_path": chat_path}
        await self.say({"type": "subscribe", "chat_id": chat_id, **path})
        frame = await self.hear_until(lambda heard: heard["type"] == "generations")
        assert (frame["chat_id"], frame.get("chat_path")) == (chat_id, chat_path)
        return list(frame["generations"])

    async def hear_connected(self, *, is_connected: bool) -> Frame:
        """The next whole truth of a chat that says so."""
        return await self.hear_until(lambda heard: heard.get("is_connected") is is_connected)

    async def end_of(self, generation_id: str) -> Frame:
        """The record of a generation when it has ended."""
        frame = await self.hear_until(
            lambda heard: (
                heard["type"] == "generation"
                and heard["generation"]["generation_id"] == generation_id
                and heard["generation"]["state"] == "ended"
            )
        )
        return dict(frame["generation"])

    def records_of(self, generation_id: str) -> list[Frame]:
        """What was heard of one generation so far."""
        return [
            frame["generation"]
            for frame in self.heard
            if frame["type"] == "generation"
            and frame["generation"]["generation_id"] == generation_id
        ]

    async def close(self) -> None:
        """Go away, and wait until the server has said goodbye."""
        if self._is_closed:
            return
        self._is_closed = True
        self._connection.close()
        while await within(self._connection.read_message()) is not None:
            pass
