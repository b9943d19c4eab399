"""OpenAI's chat completions, with tool calls."""

from __future__ import annotations

import json
from typing import Any

from .spoken import MODEL, SpokenHandler
from .tool_call import Offered


class CompletionsHandler(SpokenHandler):
    """``POST /v1/chat/completions``: server-sent events, or one object."""

    content_type = "text/event-stream"

    def tools_in(self, body: dict[str, Any]) -> Offered:
        functions = [tool["function"] for tool in body.get("tools") or []]
        return {one["name"]: one.get("parameters", {}) for one in functions}

    def begin(self) -> None:
        """A stream begins with its first token."""

    def say(self, content: str) -> None:
        self._event({"delta": {"role": "assistant", "content": content}})

    def end(self) -> None:
        calls = self._calls()
        if calls:
            delta = {"role": "assistant", "tool_calls": [{"index": 0, **calls[0]}]}
            self._event({"delta": delta})
        self._event({"delta": {}, "finish_reason": "tool_calls" if calls else "stop"})
        self.write("data: [DONE]\n\n")

    def whole(self, said: str) -> dict[str, Any]:
        calls = self._calls()
        message: dict[str, Any] = {"role": "assistant", "content": said}
        if calls:
            message["tool_calls"] = calls
        reason = "tool_calls" if calls else "stop"
        choice = {"index": 0, "message": message, "finish_reason": reason}
        return self._envelope("chat.completion", choice)

    def _calls(self) -> list[dict[str, Any]]:
        call = self.tool_call
        if call is None:
            return []
        function = {"name": call.name, "arguments": call.arguments}
        return [{"id": f"call_{self.completion.id}", "type": "function", "function": function}]

    def _event(self, choice: dict[str, Any]) -> None:
        chunk = self._envelope(
            "chat.completion.chunk", {"index": 0, "finish_reason": None, **choice}
        )
        self.write(f"data: {json.dumps(chunk)}\n\n")

    def _envelope(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.completion.id,
            "object": kind,
            "created": int(self.completion.started_at),
            "model": MODEL,
            "choices": [choice],
        }
