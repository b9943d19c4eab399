"""A hundred thousand frames that no honest page sends."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

import pytest

from jupyter_stop_stream.protocol import FrameError, decode, encode

from ..fakes.listener import SERVER_FRAME
from .hostile import Hostile

MAX_BYTES = 64 * 1024

SECOND_BOUND_S = 0.2
"""What no single frame may take. Looked through to its end, the worst takes several times that."""


def refusal_of(frame: str | bytes) -> FrameError | None:
    """Why a frame is refused, if it is."""
    try:
        decode(frame, MAX_BYTES)
    except FrameError as error:
        return error
    return None


def test_each_of_a_hundred_thousand_is_understood_or_refused_with_a_frame() -> None:
    codes: Counter[str] = Counter()
    for frame in Hostile(seed=1).frames(100_000):
        error = refusal_of(frame)
        codes[error.code if error else "understood"] += 1
        if error is not None:
            said = {"type": "error", "code": error.code, "text": str(error)}
            if error.request_id is not None:
                said["request_id"] = error.request_id
            refusal = encode(said)  # type: ignore[arg-type]
            assert len(refusal) < 6000
            # Whatever it repeats can be sent: a lone surrogate has no bytes in UTF-8.
            refusal.encode()
            if codes[error.code] % 500 == 0:
                SERVER_FRAME.validate(json.loads(refusal))
    assert codes["bad_frame"] > 50_000
    assert codes["understood"] > 1000


STOP = {"type": "stop", "request_id": "r", "chat_id": "c"}


@pytest.mark.parametrize(
    "fields",
    [
        {"generation_ids": [1] * 30_000},
        {"generation_ids": ["a"] * 15_000},
        {"generation_ids": [{}] * 20_000},
        {"seen": [0] * 30_000},
        {"seen": [{}] * 20_000},
        {"seen": [{"message_id": "a", "length": 1}] * 2000},
        {"seen": [{str(number): 1 for number in range(6000)}]},
        {str(number): 1 for number in range(6000)},
        {"chat_id": [[]] * 20_000},
    ],
)
def test_a_frame_that_is_wrong_everywhere_is_refused_soon(fields: dict[str, Any]) -> None:
    text = json.dumps({**STOP, **fields}, separators=(",", ":"))
    assert len(text) <= MAX_BYTES
    took_s = []
    for _ in range(3):
        began_at = time.perf_counter()
        assert refusal_of(text) is not None
        took_s.append(time.perf_counter() - began_at)
    assert min(took_s) < SECOND_BOUND_S
