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
    """Counts of pytest's `--junitxml`. A test with an error in its teardown has failed."""
    passed = failed = 0
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None:
            passed += 1
    return Counts(passed, failed)


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
