"""What a prompt asks an agent to do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import count, islice
from typing import Any


@dataclass(frozen=True)
class Script:
    """How one turn goes, read from `key=value` words in the last line of a prompt.

    The steps are taken in the order in which they stand here; a step that is not asked for is
    left out.
    """

    word: str = "w"
    """What its chunks are made of, so that those of two turns can be told apart."""

    rate: float = 200.0
    """Chunks a second; 0 for all at once."""

    length: int = 5
    """Chunks that it begins with, or less if it is told to `finish`."""

    unstopped: bool = False
    """Whether it begins with as many as it has said when it hears a cancel."""

    says: bool = False
    """Whether it says by a tool call that it runs commands, from here until `shell` is over."""

    serves: int = 0
    """How often it has the server for tools that it keeps start a process. The server is started
    first, unless there is one."""

    shell: str = ""
    """A command that it runs by itself, with commas for spaces; its exit is waited for."""

    stdin: str = "null"
    """What that command reads: `null`, `inherit`ed from the agent, or a `pipe` from it."""

    kills: bool = False
    """Whether it ends that command at a cancel, rather than leave it running."""

    tool: str = ""
    """A tool call of this id. It runs until it is told to `finish`, or the turn is cancelled."""

    ask: str = ""
    """A question for permission of this tool call; its answer is waited for."""

    run: str = ""
    """A command in a terminal, with commas for spaces; its exit is waited for, its output read."""

    busy: str = ""
    """A path. It writes this file, and hears nothing until the file is gone."""

    file: str = ""
    """A path that is written to."""

    deaf: bool = False
    """Whether a cancel changes nothing, and it goes on with chunks until it is told to `finish`.
    Those after a cancel have tool calls between them."""

    late: int = 0
    """Chunks and updates of its tool call that it sends after a cancel which it heeds."""

    misses: bool = False
    """Whether it takes its cancel for the next prompt of the session: that is answered at once,
    without a word, and its answer comes with the prompt after it."""

    @classmethod
    def parse(cls, prompt: str) -> Script:
        """Read a script. Words of other forms or keys are prose and say nothing."""
        lines = prompt.splitlines() or [""]
        words = dict(word.split("=", 1) for word in lines[-1].split() if "=" in word)
        known: dict[str, Any] = {}
        for field in fields(cls):
            if field.name in words:
                kind = type(field.default)
                text = words[field.name]
                known[field.name] = text == "yes" if kind is bool else kind(text)
        return cls(**known)


def chunk(word: str, index: int) -> str:
    """The chunk at an index: its own number, so that a lost or moved one is seen."""
    return f"{word}{index} "


def text(word: str, length: int) -> str:
    """So many chunks."""
    return "".join(chunk(word, index) for index in islice(count(), length))
