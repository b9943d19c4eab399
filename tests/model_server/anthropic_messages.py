"""Anthropic's messages, with tool calls."""

from __future__ import annotations

import json
from typing import Any

from .spoken import MODEL, SpokenHandler
from .tool_call import Offered


class MessagesHandler(SpokenHandler):
    """``POST /v1/messages``: server-sent events, or one object."""

    content_type = "text/event-stream"

    def tools_in(self, body: dict[str, Any]) -> Offered:
        return {tool["name"]: tool.get("input_schema", {}) for tool in body.get("tools") or []}

    def begin(self) -> None:
        self._event("message_start", message=self._message([]))
        block = {"type": "text", "text": ""}
        self._event("content_block_start", index=0, content_block=block)
        self._event("ping")

    def say(self, content: str) -> None:
        delta = {"type": "text_delta", "text": content}
        self._event("content_block_delta", index=0, delta=delta)

    def end(self) -> None:
        usage = {"output_tokens": len(self.completion.produced_at)}
        self._event("content_block_stop", index=0)
        for block in self._calls():
            # Its arguments come as text, in pieces.
            arguments = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
            self._event("content_block_start", index=1, content_block={**block, "input": {}})
            self._event("content_block_delta", index=1, delta=arguments)
            self._event("content_block_stop", index=1)
        self._event("message_delta", delta=self._ending(), usage=usage)
        self._event("message_stop")

    def whole(self, said: str) -> dict[str, Any]:
        text = {"type": "text", "text": said}
        return self._message([text, *self._calls()]) | self._ending()

    def _ending(self) -> dict[str, Any]:
        reason = "end_turn" if self.tool_call is None else "tool_use"
        return {"stop_reason": reason, "stop_sequence": None}

    def _calls(self) -> list[dict[str, Any]]:
        call = self.tool_call
        if call is None:
            return []
        made = {"id": f"toolu_{self.completion.id}", "input": json.loads(call.arguments)}
        return [{"type": "tool_use", "name": call.name, **made}]

    def _message(self, content: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": f"msg_{self.completion.id}",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "content": content,
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": len(self.completion.produced_at)},
        }

    def _event(self, kind: str, **fields: Any) -> None:
        self.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n")
