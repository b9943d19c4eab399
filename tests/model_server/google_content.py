"""Google's generateContent, streamed."""

from __future__ import annotations

import json
from typing import Any

from .spoken import SpokenHandler


class ContentHandler(SpokenHandler):
    """``POST /v1/models/MODEL:streamGenerateContent``: server-sent events."""

    content_type = "text/event-stream"
    streams_by_default = True

    def messages_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"role": turn["role"], "content": turn["parts"]} for turn in body["contents"]]

    def begin(self) -> None:
        """A stream begins with its first token."""

    def say(self, content: str) -> None:
        self.write(f"data: {json.dumps(self.whole(content))}\r\n\r\n")

    def end(self) -> None:
        """A stream ends with its last token."""

    def whole(self, said: str) -> dict[str, Any]:
        content = {"role": "model", "parts": [{"text": said}]}
        return {"candidates": [{"index": 0, "content": content}]}
