"""What a report says: how many tests passed and failed, and which; a skipped one is neither."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    notes: tuple[str, ...] = ()
    """The names of those that failed, and of those that passed at a second try, which say so."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.notes + other.notes
        )


def from_pytest(report: Path) -> Counts:
    """Counts of pytest's `--junitxml`, where an error in a teardown is an entry of its own.

    Such a test has failed once, whatever its first entry says.
    """
    failed: set[str] = set()
    passed: set[str] = set()
    for case in ElementTree.parse(report).iter("testcase"):
        test = f"{case.get('classname')}: {case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            failed.add(test)
        elif case.find("skipped") is None:
            passed.add(test)
    return Counts(len(passed - failed), len(failed), tuple(sorted(failed)))


def from_jest(report: Path) -> Counts:
    """Counts of jest's `--json`. A file that could not be run has failed once."""
    result = json.loads(report.read_text())
    notes = [
        test["fullName"]
        for file in result["testResults"]
        for test in file["assertionResults"]
        if test["status"] == "failed"
    ]
    return Counts(
        result["numPassedTests"],
        result["numFailedTests"] + result["numRuntimeErrorTestSuites"],
        tuple(notes),
    )


def from_playwright(report: Path) -> Counts:
    """Counts of Playwright's json reporter. What passed at a second try has passed.

    An error outside of any test (a server that did not start) has failed once.
    """
    result = json.loads(report.read_text())
    stats = result["stats"]
    notes = [note for suite in result["suites"] for note in _notes_of(suite)]
    return Counts(
        stats["expected"] + stats["flaky"],
        stats["unexpected"] + len(result.get("errors", [])),
        tuple(notes),
    )


def _notes_of(suite: dict[str, Any]) -> Iterator[str]:
    for spec in suite.get("specs", []):
        statuses = {test["status"] for test in spec["tests"]}
        name = f"{spec['file']}: {spec['title']}"
        if "unexpected" in statuses:
            yield name
        elif "flaky" in statuses:
            yield f"{name} (passed at its second try)"
    for inner in suite.get("suites", []):
        yield from _notes_of(inner)
