"""Anthropic's messages."""

from __future__ import annotations

import json
from typing import Any

from .spoken import MODEL, SpokenHandler

_END = {"stop_reason": "end_turn", "stop_sequence": None}


class MessagesHandler(SpokenHandler):
    """``POST /v1/messages``: server-sent events, or one object."""

    content_type = "text/event-stream"

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
        self._event("message_delta", delta=_END, usage=usage)
        self._event("message_stop")

    def whole(self, said: str) -> dict[str, Any]:
        return self._message([{"type": "text", "text": said}]) | _END

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
