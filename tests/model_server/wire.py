"""What goes to the model server and comes from it, as the tests write and read it."""

from __future__ import annotations

import json
from typing import Any


def body(prompt: str, **fields: Any) -> dict[str, Any]:
    """What all three protocols take."""
    return {
        "model": "scripted",
        "stream": True,
        "messages": [{"role": "user", "content": prompt}],
        **fields,
    }


def events_of(stream: str) -> list[dict[str, Any]]:
    """What the ``data`` lines of a stream say, but for OpenAI's last."""
    lines = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data")]
    return [json.loads(line) for line in lines if line != "[DONE]"]
