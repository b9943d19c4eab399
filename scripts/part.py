"""What a part of `make test` is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import counts

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".cache" / "test-reports"
STOPS_SEEN = REPORTS / "stops-seen"
"""Where tests note the stops that they saw; see `tests/stops_seen.py`."""
UI_TESTS = ROOT / "ui-tests"

Command = list[str]


@dataclass(frozen=True)
class Report:
    """What a test runner writes, and who can read it."""

    path: Path
    read: Callable[[Path], counts.Counts]


@dataclass(frozen=True)
class Part:
    """A heading and the commands that stand under it."""

    name: str
    title: str
    commands: list[Command]
    """Without a report, each counts as one, by its exit code."""
    report: Report | None = None
    """What the commands write, taken instead."""
    prepare: list[Command] = field(default_factory=list)
    """Run before it, beside the parts before it, and not counted; one that fails fails the part."""
    environment: Callable[[], dict[str, str]] = dict
    """What is added to the environment. Called when the part's turn comes; may raise OSError."""
    directory: Path = ROOT
    is_side_by_side: bool = False
    """Whether two of the commands run at a time, each of which keeps one core busy."""
    is_alone: bool = True
    """Whether it says anything where the other parts have not been run before it."""
