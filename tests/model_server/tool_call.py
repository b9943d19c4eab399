"""The call of a tool at the end of a completion."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .script import Script

Offered = Mapping[str, Mapping[str, Any]]
"""The tools that a request offers: the JSON schema of the arguments by name."""

COMMAND_TOOLS = (
    "Bash",
    "bash",
    "exec_command",
    "shell_command",
    "shell",
    "run_shell_command",
)
"""What agents call their tool that runs a command."""

COMMAND_ARGUMENTS = ("command", "cmd")

FILLERS: Mapping[str, Any] = {"boolean": False, "string": "a word", "number": 1, "integer": 1}
"""What is given for an argument that a tool insists on, by its type."""

COMMAND_OPTIONS: Mapping[str, Any] = {
    "yield_time_ms": 30_000,
    "timeout_ms": 300_000,
    "sandbox_permissions": "require_escalated",
}
"""For the tools that would go on without the command before a test is through with it, or would
not ask for permission."""


@dataclass(frozen=True)
class ToolCall:
    """A tool's name, and what it is called with: a JSON object."""

    name: str
    arguments: str

    @classmethod
    def of(cls, script: Script, offered: Offered) -> ToolCall | None:
        """The call that a script asks for, if it does.

        Raises:
            LookupError: It asks for a command, and no tool for commands is offered.
        """
        if script.tool is not None:
            return cls(script.tool, script.tool_args)
        if script.run:
            return cls._of_command(script.run.replace(",", " "), offered)
        return None

    @classmethod
    def _of_command(cls, command: str, offered: Offered) -> ToolCall:
        name = next((name for name in COMMAND_TOOLS if name in offered), None)
        if name is None:
            raise LookupError(f"No tool for commands among {', '.join(offered)}")
        schema = offered[name]
        properties = schema.get("properties", {})
        argument = next(one for one in COMMAND_ARGUMENTS if one in properties)
        is_list = properties[argument].get("type") == "array"
        arguments: dict[str, Any] = {argument: ["sh", "-c", command] if is_list else command}
        arguments |= {one: what for one, what in COMMAND_OPTIONS.items() if one in properties}
        for one in schema.get("required", []):
            arguments.setdefault(one, FILLERS.get(properties[one].get("type"), "a word"))
        return cls(name, json.dumps(arguments))
