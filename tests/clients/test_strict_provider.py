"""What the strict provider has against a history."""

from __future__ import annotations

from typing import Any

import pytest

from .strict_provider import Turn, objection


def turn(role: str, content: Any = "text", *call_ids: str, **fields: Any) -> Turn:
    calls = {"tool_calls": [{"id": call_id} for call_id in call_ids]} if call_ids else {}
    return {"role": role, "content": content, **calls, **fields}


ASKS = turn("user")
ANSWERS = turn("assistant")
CALLS = turn("assistant", None, "a")
RESULT = turn("tool", tool_call_id="a")


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([ASKS, ASKS], "right after one of user"),
        ([ASKS, turn("assistant", ""), ASKS], "empty"),
        ([ASKS, turn("assistant", [{"type": "text", "text": " "}]), ASKS], "empty"),
        ([ASKS, CALLS, ASKS], "without a result"),
        ([ASKS, CALLS], "without a result"),
        ([ASKS, turn("assistant", None, "a", "b"), RESULT, ANSWERS, ASKS], "without a result"),
        ([ASKS, RESULT], "nobody called for"),
        ([ASKS, CALLS, RESULT, RESULT], "nobody called for"),
        ([ASKS, CALLS, RESULT, ASKS], "right after one of tool"),
        ([ASKS, ANSWERS], "the last turn"),
        ([turn("stop")], "stop"),
    ],
)
def test_it_refuses_what_strict_ones_refuse(turns: list[Turn], reason: str) -> None:
    assert reason in (objection(turns) or "")


@pytest.mark.parametrize(
    "turns",
    [[ASKS], [ASKS, ANSWERS, ASKS], [ASKS, CALLS, RESULT], [ASKS, CALLS, RESULT, ANSWERS, ASKS]],
)
def test_it_takes_what_is_valid(turns: list[Turn]) -> None:
    assert objection(turns) is None
