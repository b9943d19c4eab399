"""Google's generateContent, with tool calls."""

from __future__ import annotations

import json
from typing import Any

from .spoken import MODEL, SpokenHandler
from .tool_call import Offered


class ContentHandler(SpokenHandler):
    """``POST /v1/models/MODEL:streamGenerateContent``: server-sent events; or, without `stream` in
    the path, one object."""

    content_type = "text/event-stream"

    def messages_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"role": turn["role"], "content": turn["parts"]} for turn in body["contents"]]

    def tools_in(self, body: dict[str, Any]) -> Offered:
        return {
            one["name"]: one.get("parametersJsonSchema") or one.get("parameters", {})
            for tool in body.get("tools") or []
            for one in tool.get("functionDeclarations", [])
        }

    def is_streamed(self, body: dict[str, Any]) -> bool:
        return self.request.path.endswith(":streamGenerateContent")

    def begin(self) -> None:
        """A stream begins with its first token."""

    def say(self, content: str) -> None:
        self._event(self._candidate({"text": content}))

    def end(self) -> None:
        self._event(self._last("" if self.tool_call is None else None))

    def whole(self, said: str) -> dict[str, Any]:
        return self._last(said)

    def _last(self, said: str | None) -> dict[str, Any]:
        """What ends an answer: with these words, and the tool call if there is one."""
        parts: list[dict[str, Any]] = [] if said is None else [{"text": said}]
        if self.tool_call is not None:
            args = json.loads(self.tool_call.arguments)
            parts.append({"functionCall": {"name": self.tool_call.name, "args": args}})
        return self._candidate(*parts, finishReason="STOP")

    def _candidate(self, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
        count = len(self.completion.produced_at)
        return {
            "candidates": [{"index": 0, "content": {"role": "model", "parts": parts}, **more}],
            "modelVersion": MODEL,
            "usageMetadata": {"candidatesTokenCount": count, "totalTokenCount": count},
        }

    def _event(self, response: dict[str, Any]) -> None:
        self.write(f"data: {json.dumps(response)}\r\n\r\n")
