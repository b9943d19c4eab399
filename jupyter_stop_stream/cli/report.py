"""What the command found and did, and how it says so."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TextIO

from .answer import Answer
from .failures import ExitCode, Failure
from .servers import Server


@dataclass
class Report:
    """What is told at the end.

    Attributes:
        answers: What was listed or stopped.
        failures: Servers that did not do what they were asked for.
        missed: What was named on the command line, and is not being answered.
    """

    answers: list[Answer] = field(default_factory=list)
    failures: list[tuple[Server, Failure]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def fail(self, server: Server, failure: Failure) -> None:
        self.failures.append((server, failure))

    def exit_code(self, *, is_done: bool) -> ExitCode:
        """The highest that applies."""
        code = ExitCode.DONE if is_done and not self.missed else ExitCode.NOT_DONE
        return max([code, *(failure.exit_code for _, failure in self.failures)])

    def write_json(self, out: TextIO) -> None:
        """All of it, as one JSON object."""
        said = {
            "generations": [{"server": one.server, **one.record} for one in self.answers],
            "failures": [
                {"server": server.url, "text": str(failure), "exit_code": int(failure.exit_code)}
                for server, failure in self.failures
            ],
            "missed": self.missed,
        }
        print(json.dumps(said, indent=2), file=out)

    def write_problems(self, out: TextIO) -> None:
        """What did not go as asked, a line each."""
        for server, failure in self.failures:
            print(f"{server.url}: {plain(str(failure))}", file=out)
        for one in self.missed:
            print(f"Nothing of yours is being answered as {plain(one)}.", file=out)

    def write_table(self, out: TextIO) -> None:
        """The answers, a line each."""
        rows = [("ID", "STATE", "AGE", "PERSONA", "CHAT", "SERVER")]
        rows += [
            (
                one.generation_id,
                one.state,
                f"{max(0, time.time() - one.started_at):.0f} s",
                one.persona_name + ("" if one.is_mine else " (to somebody else)"),
                one.place,
                one.server,
            )
            for one in self.answers
        ]
        widths = [max(len(plain(row[at])) for row in rows) for at in range(len(rows[0]))]
        for row in rows:
            cells = (plain(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
            print("  ".join(cells).rstrip(), file=out)


def plain(text: str) -> str:
    """A text that a chat or a server chose, without what a terminal would obey."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
