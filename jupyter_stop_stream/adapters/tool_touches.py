"""What an agent in another process touches, as it tells of its tool calls."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..generations import Touches
from ..protocol import Did

RUNS: Final = "execute"
"""The kind of tool call that runs a command."""

CHANGES: Final[Mapping[str, Did]] = {"edit": "edited", "move": "edited", "delete": "deleted"}
"""The kinds that change files, and what they do to them."""

HAS_BEGUN: Final = frozenset({"in_progress", "completed"})
"""States of a call that has done something. One that failed without these was never allowed."""

PATHS: Final = ("file_path", "path", "notebook_path")
"""What agents call the file in what they give to a tool."""

NOTEBOOK: Final = ".ipynb"


@dataclass
class _Call:
    kind: str | None = None
    paths: list[str] = field(default_factory=list)
    given: Mapping[str, Any] = field(default_factory=dict)


class ToolTouches:
    """Notes the files and commands of one turn.

    Args:
        touches: Of the generation whose turn it is.
    """

    def __init__(self, touches: Touches) -> None:
        self._touches = touches
        self._calls: dict[str, _Call] = {}

    def note(self, tool_call_id: str, update: Any) -> None:
        """Note what the agent tells of a call: each field when it is known, or again when it has
        changed.

        Args:
            update: With `kind`, `status`, `locations` and `raw_input`, each of which may be `None`.
        """
        call = self._calls.setdefault(tool_call_id, _Call())
        call.kind = getattr(update, "kind", None) or call.kind
        locations = getattr(update, "locations", None)
        if locations:
            call.paths = [str(one.path) for one in locations]
        given = getattr(update, "raw_input", None)
        if isinstance(given, Mapping) and given:
            call.given = given
        status = getattr(update, "status", None)
        if call.kind == RUNS and status in HAS_BEGUN:
            self._touches.note_command(_command(call.given))
        elif status == "completed":
            self._note_files(call)

    def note_terminal(self, command: str, args: Sequence[str] | None) -> None:
        """Note a command that the agent has had run, unless a tool call has told of it."""
        if not any(call.kind == RUNS for call in self._calls.values()):
            self._touches.note_command(as_typed(command, args))

    def note_file(self, path: str, did: Did) -> None:
        """Note a file, or the notebook that it is."""
        if path.endswith(NOTEBOOK):
            self._touches.note_notebook(path, did)
        else:
            self._touches.note_file(path, did)

    def _note_files(self, call: _Call) -> None:
        did = CHANGES.get(call.kind or "")
        if did is None:
            return
        named = [call.given[name] for name in PATHS if isinstance(call.given.get(name), str)]
        for path in call.paths or named[:1]:
            self.note_file(path, did)


def as_typed(command: str, args: Sequence[str] | None) -> str:
    """A command of a terminal's as a person would type it."""
    return shlex.join([command, *args]) if args else command


def _command(given: Mapping[str, Any]) -> str:
    """The command as it is typed; empty where the call does not tell it in a form known here."""
    command = given.get("command")
    if isinstance(command, str):
        return command
    if isinstance(command, Sequence) and all(isinstance(one, str) for one in command):
        return shlex.join(command)
    return ""
