"""One `execute_request` as a page sends it over its websocket."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

V1: Final = "v1.kernel.websocket.jupyter.org"
"""The subprotocol in which the parts of a message are framed one by one."""

WORD: Final = "execute_request"

TAG: Final = "stop_stream"
"""Where the metadata of a message say which command of JupyterLab has caused it."""

REQUEST_ID: Final = "request_id"
"""Where that has the id under which the command came to the page."""


serialize: Final[Callable[..., bytes]] = serialize_msg_to_ws_v1


@dataclass(frozen=True)
class PageRequest:
    """An `execute_request` for the kernel's main shell.

    Attributes:
        header: Of the message.
        data: It, as it comes over the websocket.
        message: Gives all of it, as jupyter_client's `Session.send` takes it.
        is_tagged: Whether its metadata may name a command of JupyterLab that has caused it.
        with_content: Gives the data of the same message with another content.
    """

    header: dict[str, Any]
    data: Any
    message: Callable[[], dict[str, Any]]
    is_tagged: bool
    with_content: Callable[[dict[str, Any]], Any]

    @property
    def msg_id(self) -> str:
        """By which the kernel names it."""
        return str(self.header["msg_id"])

    @property
    def stops_on_error(self) -> bool:
        """Whether its failure aborts what is queued behind."""
        return bool(self.message()["content"].get("stop_on_error", True))

    @property
    def request_id(self) -> str | None:
        """The id of the command of JupyterLab that has caused it, if the page says so."""
        if not self.is_tagged:
            return None
        tag = self.message()["metadata"].get(TAG)
        request_id = tag.get(REQUEST_ID) if isinstance(tag, dict) else None
        return request_id if isinstance(request_id, str) else None

    def stopping_nothing(self) -> PageRequest:
        """The same, but its failure aborts nothing in the kernel."""
        content = {**self.message()["content"], "stop_on_error": False}
        message = {**self.message(), "content": content}
        return replace(self, data=self.with_content(content), message=lambda: message)


def page_request(data: Any, subprotocol: str | None) -> PageRequest | None:
    """What a page asks the kernel to execute; `None` where it asks for something else, or for an
    execution in a subshell, which waits for none in the main one.

    Args:
        data: What came over the websocket.
        subprotocol: The websocket's.
    """
    request = _of_v1(data) if subprotocol == V1 else _of_text(data)
    return None if request is None or request.header.get("subshell_id") else request


def _of_v1(data: bytes) -> PageRequest | None:
    # Of a large message nothing but its header and its metadata is copied.
    channel_at, header_at, parent_at, metadata_at, content_at = (
        int.from_bytes(data[8 * index : 8 * index + 8], "little") for index in range(1, 6)
    )
    header = data[header_at:parent_at]
    if data[channel_at:header_at] != b"shell" or WORD.encode() not in header:
        return None
    fields = json.loads(header)
    if fields["msg_type"] != WORD:
        return None

    def message() -> dict[str, Any]:
        _, parts = deserialize_msg_from_ws_v1(data)  # type: ignore[no-untyped-call]
        names = ("header", "parent_header", "metadata", "content")
        read = {name: json.loads(part) for name, part in zip(names, parts, strict=False)}
        return {**read, "buffers": parts[4:]}

    def with_content(content: dict[str, Any]) -> bytes:
        channel, parts = deserialize_msg_from_ws_v1(data)  # type: ignore[no-untyped-call]
        replaced = [*parts[:3], json.dumps(content).encode(), *parts[4:]]
        return serialize(replaced, channel)

    is_tagged = TAG.encode() in data[metadata_at:content_at]
    return PageRequest(fields, data, message, is_tagged, with_content)


def _of_text(data: Any) -> PageRequest | None:
    if not isinstance(data, str) or WORD not in data:
        return None
    message = json.loads(data)
    if message["header"]["msg_type"] != WORD or message.get("channel", "shell") != "shell":
        return None
    return PageRequest(
        message["header"],
        data,
        lambda: message,
        TAG in message.get("metadata", ()),
        lambda content: json.dumps({**message, "content": content}),
    )
