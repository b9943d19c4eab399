"""An agent of `agents.toml`, and where it is installed."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

import tomllib

from .settings import BY_NAME, QUIET

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / ".cache" / "real-agents"
LIST = Path(__file__).with_name("agents.toml")


@dataclass(frozen=True)
class Agent:
    """A program that speaks the Agent Client Protocol.

    Attributes:
        name: Of its environment.
        title: What people call it.
        program: What a persona starts.
        settings: How it is pointed at a model, in `settings.py`.
        persona: The class of its persona, as an entry point names it.
        row: In the README's table.
        tool: What it calls the tool `run_cell` of a server `jupyter`; `None` where it is not known.
        is_pip: Whether it is written in Python.
        may_keep_model: Whether it has been seen to keep its request open after it had answered
            that its turn was cancelled, when that was before the first token.
    """

    name: str
    title: str
    program: str
    settings: str
    persona: str
    row: str
    tool: str | None
    is_pip: bool
    may_keep_model: bool

    @property
    def path(self) -> Path:
        """Where its program is when it is installed."""
        programs = "bin" if self.is_pip else "node_modules/.bin"
        return ENVIRONMENTS / self.name / programs / self.program

    @property
    def missing(self) -> str | None:
        """Why it cannot be run; `None` if it can."""
        environment = ENVIRONMENTS / self.name
        if (environment / "packages.sha256").is_file():
            return None
        failure = environment / "failure.txt"
        return failure.read_text() if failure.is_file() else "not installed"

    def lay_out(self, folder: Path, model_url: str) -> Path:
        """Write what stands for its program on the PATH.

        It has a home of its own, and of the caller's environment only the PATH, so that it finds
        nobody's keys.

        Returns:
            The folder to put on the PATH.
        """
        home, programs = folder / "home", folder / "programs"
        home.mkdir()
        programs.mkdir()
        environment = {
            **QUIET,
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_STATE_HOME": str(home / ".local" / "state"),
            **BY_NAME[self.settings](home, model_url),
        }
        start = ["exec", "env", "-i", f"PATH={os.environ['PATH']}"]
        start += [f"{name}={value}" for name, value in environment.items()]
        wrapper = programs / self.program
        command = f'{shlex.join([*start, str(self.path)])} "$@"'
        wrapper.write_text(f"#!/bin/sh\n{command}\n")
        wrapper.chmod(0o755)
        return programs


def read_all() -> list[Agent]:
    """The agents of the list, in its order."""
    agents = tomllib.loads(LIST.read_text())
    return [
        Agent(
            name=name,
            title=one["title"],
            program=one["program"],
            settings=one["settings"],
            persona=one["persona"],
            row=one["row"],
            tool=one.get("tool"),
            is_pip="pip" in one,
            may_keep_model=one.get("may_keep_model", False),
        )
        for name, one in agents.items()
    ]
