"""Amazon Bedrock's converse, streamed."""

from __future__ import annotations

import binascii
import json
import struct
from typing import Any

from .spoken import SpokenHandler

STRING = 7
"""The type of a header's value."""


class ConverseHandler(SpokenHandler):
    """``POST /model/MODEL/converse-stream``: a frame of Amazon's event stream for each token."""

    content_type = "application/vnd.amazon.eventstream"
    streams_by_default = True

    def begin(self) -> None:
        self.write(event("messageStart", {"role": "assistant"}))

    def say(self, content: str) -> None:
        delta = {"contentBlockIndex": 0, "delta": {"text": content}}
        self.write(event("contentBlockDelta", delta))

    def end(self) -> None:
        self.write(event("messageStop", {"stopReason": "end_turn"}))

    def whole(self, said: str) -> dict[str, Any]:
        content = [{"text": said}]
        return {"output": {"message": {"role": "assistant", "content": content}}}


def event(kind: str, payload: dict[str, Any]) -> bytes:
    """A frame: lengths and their checksum, headers, the payload, and the checksum of all."""
    names = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(_header(name, value) for name, value in names.items())
    body = json.dumps(payload).encode()
    lengths = struct.pack(">II", 16 + len(headers) + len(body), len(headers))
    frame = lengths + struct.pack(">I", binascii.crc32(lengths)) + headers + body
    return frame + struct.pack(">I", binascii.crc32(frame))


def _header(name: str, value: str) -> bytes:
    return (
        bytes([len(name)]) + name.encode() + struct.pack(">BH", STRING, len(value)) + value.encode()
    )
