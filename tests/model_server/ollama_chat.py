"""Ollama's chat."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from .spoken import MODEL, SpokenHandler


class ChatHandler(SpokenHandler):
    """``POST /api/chat``: an object a line, or one."""

    content_type = "application/x-ndjson"
    streams_by_default = True

    def begin(self) -> None:
        """A stream begins with its first token."""

    def say(self, content: str) -> None:
        self._line(self._part(content, done=False))

    def end(self) -> None:
        self._line(self.whole(""))

    def whole(self, said: str) -> dict[str, Any]:
        count = len(self.completion.produced_at)
        return self._part(said, done=True) | {"done_reason": "stop", "eval_count": count}

    def _line(self, part: dict[str, Any]) -> None:
        self.write(json.dumps(part) + "\n")

    def _part(self, content: str, *, done: bool) -> dict[str, Any]:
        created_at = datetime.fromtimestamp(self.completion.started_at, timezone.utc)
        return {
            "model": MODEL,
            "created_at": created_at.isoformat(),
            "message": {"role": "assistant", "content": content},
            "done": done,
        }
