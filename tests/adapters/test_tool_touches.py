"""What an agent tells of its tool calls says which files and commands its answer has touched."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.adapters.tool_touches import ToolTouches
from jupyter_stop_stream.generations import Touches
from jupyter_stop_stream.protocol import Touched

schema = pytest.importorskip("acp.schema", reason="Nothing here speaks to agents.")


def told(*updates: dict[str, Any]) -> list[Touched]:
    touches = Touches()
    turn = ToolTouches(touches)
    for fields in updates:
        turn.note("call-1", schema.ToolCallUpdate(toolCallId="call-1", **fields))
    return touches.told()


LS = {"kind": "execute", "rawInput": {"command": "ls -la"}}
EDIT = {"kind": "edit", "locations": [{"path": "src/model.py"}]}


def test_a_command_is_told_once_when_it_has_begun() -> None:
    ran: list[Touched] = [{"did": ["ran"], "command": "ls -la"}]
    assert told({**LS, "status": "pending"}) == []
    assert told({**LS, "status": "pending"}, {"status": "in_progress"}) == ran
    assert told(LS, {"status": "in_progress"}, {"status": "completed"}) == ran
    assert (
        told({"kind": "execute"}, {"status": "in_progress"}, {**LS, "status": "completed"}) == ran
    )


def test_a_command_is_told_as_it_is_typed_whatever_form_it_is_given_in() -> None:
    given = {"kind": "execute", "status": "completed", "rawInput": {"command": ["ls", "a b"]}}
    assert told(given) == [{"did": ["ran"], "command": "ls 'a b'"}]
    assert told({**given, "rawInput": {"command": [1]}}) == []
    assert told({**given, "rawInput": "ls"}) == []


def test_a_call_that_the_person_has_not_allowed_has_touched_nothing() -> None:
    assert told({**LS, "status": "pending"}, {"status": "failed"}) == []
    assert told({**EDIT, "status": "pending"}, {"status": "failed"}) == []


def test_a_file_is_told_when_its_change_is_whole() -> None:
    assert told({**EDIT, "status": "in_progress"}) == []
    assert told(EDIT, {"status": "completed"}) == [{"did": ["edited"], "file": "src/model.py"}]
    assert told({**EDIT, "kind": "delete", "status": "completed"}) == [
        {"did": ["deleted"], "file": "src/model.py"}
    ]
    assert told({**EDIT, "kind": "read", "status": "completed"}) == []


def test_a_file_that_no_location_names_is_the_one_that_the_tool_was_given() -> None:
    given = {"kind": "edit", "status": "completed", "rawInput": {"file_path": "a.ipynb"}}
    assert told(given) == [{"did": ["edited"], "notebook": "a.ipynb"}]
    assert told({**given, "rawInput": {"text": "a.ipynb"}}) == []


def test_a_command_in_a_terminal_is_told_unless_a_tool_call_tells_of_it() -> None:
    touches = Touches()
    turn = ToolTouches(touches)
    turn.note_terminal("make", ["data"])
    turn.note("call-1", schema.ToolCallUpdate(toolCallId="call-1", **LS, status="in_progress"))
    turn.note_terminal("bash", ["-c", "ls -la"])
    assert [one["command"] for one in touches.told()] == ["make data", "ls -la"]
