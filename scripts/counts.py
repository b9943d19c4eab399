"""How many tests of a report passed and failed; a skipped one is neither."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed)


def from_pytest(report: Path) -> Counts:
    """Counts of pytest's `--junitxml`, where an error in a teardown is an entry of its own.

    Such a test has failed once, whatever its first entry says.
    """
    failed: set[tuple[str | None, str | None]] = set()
    passed: set[tuple[str | None, str | None]] = set()
    for case in ElementTree.parse(report).iter("testcase"):
        test = (case.get("classname"), case.get("name"))
        if case.find("failure") is not None or case.find("error") is not None:
            failed.add(test)
        elif case.find("skipped") is None:
            passed.add(test)
    return Counts(len(passed - failed), len(failed))


def from_jest(report: Path) -> Counts:
    """Counts of jest's `--json`. A file that could not be run has failed once."""
    result = json.loads(report.read_text())
    return Counts(
        result["numPassedTests"],
        result["numFailedTests"] + result["numRuntimeErrorTestSuites"],
    )


def from_playwright(report: Path) -> Counts:
    """Counts of Playwright's json reporter. What passed at a second try has passed.

    An error outside of any test (a server that did not start) has failed once.
    """
    result = json.loads(report.read_text())
    stats = result["stats"]
    return Counts(
        stats["expected"] + stats["flaky"],
        stats["unexpected"] + len(result.get("errors", [])),
    )
