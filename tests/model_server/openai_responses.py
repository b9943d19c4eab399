"""OpenAI's responses, with tool calls."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from .spoken import MODEL, SpokenHandler
from .tool_call import Offered


class ResponsesHandler(SpokenHandler):
    """``POST /v1/responses``: server-sent events, or one object."""

    content_type = "text/event-stream"

    def messages_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        items = body["input"]
        return [{"role": "user", "content": items}] if isinstance(items, str) else items

    def tools_in(self, body: dict[str, Any]) -> Offered:
        tools = body.get("tools") or []
        return {one["name"]: one.get("parameters", {}) for one in tools if "name" in one}

    def begin(self) -> None:
        self._numbers = count()
        self._said = ""
        self._event("response.created", response=self._response("in_progress", []))
        item = self._message("") | {"status": "in_progress", "content": []}
        self._event("response.output_item.added", output_index=0, item=item)
        self._event("response.content_part.added", **self._place(), part=_text(""))

    def say(self, content: str) -> None:
        self._said += content
        self._event("response.output_text.delta", **self._place(), delta=content)

    def end(self) -> None:
        self._event("response.output_text.done", **self._place(), text=self._said)
        self._event("response.content_part.done", **self._place(), part=_text(self._said))
        output = [self._message(self._said), *self._calls()]
        self._event("response.output_item.done", output_index=0, item=output[0])
        for call in output[1:]:
            self._event("response.output_item.added", output_index=1, item=call)
            self._event("response.output_item.done", output_index=1, item=call)
        self._event("response.completed", response=self._response("completed", output))

    def whole(self, said: str) -> dict[str, Any]:
        return self._response("completed", [self._message(said), *self._calls()])

    def _calls(self) -> list[dict[str, Any]]:
        call = self.tool_call
        if call is None:
            return []
        made = {"name": call.name, "arguments": call.arguments, "status": "completed"}
        ids = {"id": f"fc_{self.completion.id}", "call_id": f"call_{self.completion.id}"}
        return [{"type": "function_call", **ids, **made}]

    def _message(self, said: str) -> dict[str, Any]:
        return {
            "id": f"msg_{self.completion.id}",
            "type": "message",
            "status": "completed",
            "role": "assistant",
            "content": [_text(said)],
        }

    def _place(self) -> dict[str, Any]:
        return {"item_id": f"msg_{self.completion.id}", "output_index": 0, "content_index": 0}

    def _response(self, status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
        produced = len(self.completion.produced_at)
        return {
            "id": f"resp_{self.completion.id}",
            "object": "response",
            "created_at": int(self.completion.started_at),
            "status": status,
            "model": MODEL,
            "output": output,
            "usage": {"input_tokens": 0, "output_tokens": produced, "total_tokens": produced},
        }

    def _event(self, kind: str, **fields: Any) -> None:
        event = {"type": kind, "sequence_number": next(self._numbers), **fields}
        self.write(f"event: {kind}\ndata: {json.dumps(event)}\n\n")


def _text(said: str) -> dict[str, Any]:
    return {"type": "output_text", "text": said, "annotations": []}
