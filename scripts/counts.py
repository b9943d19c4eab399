"""What a report says: how many tests passed and failed, and which; a skipped one is neither."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any
from xml.etree import ElementTree

WIDTH = 200
"""How much is said of why a test failed, in characters."""
COLOURS = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    notes: tuple[str, ...] = ()
    """Those that failed and why, in a line each."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.notes + other.notes
        )


def from_pytest(report: Path) -> Counts:
    """Counts of pytest's `--junitxml`, where an error in a teardown is an entry of its own.

    Such a test has failed once, whatever its first entry says.
    """
    failed: dict[str, str] = {}
    passed: set[str] = set()
    for case in ElementTree.parse(report).iter("testcase"):
        test = f"{case.get('classname')}: {case.get('name')}"
        for why in (*case.iter("failure"), *case.iter("error")):
            failed.setdefault(test, _note(test, why.get("message", "")))
        if test not in failed and case.find("skipped") is None:
            passed.add(test)
    return Counts(len(passed - set(failed)), len(failed), tuple(sorted(failed.values())))


def from_jest(report: Path) -> Counts:
    """Counts of jest's `--json`. A file that could not be run has failed once."""
    result = json.loads(report.read_text())
    notes = [
        _note(test["fullName"], "".join(test["failureMessages"][:1]))
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
    """Counts of Playwright's json reporter.

    An error outside of any test (a server that did not start) has failed once.
    """
    result = json.loads(report.read_text())
    stats = result["stats"]
    notes = [note for suite in result["suites"] for note in _notes_of(suite)]
    return Counts(
        stats["expected"],
        stats["unexpected"] + len(result.get("errors", [])),
        tuple(notes),
    )


def _notes_of(suite: dict[str, Any]) -> Iterator[str]:
    for spec in suite.get("specs", []):
        if all(test["status"] != "unexpected" for test in spec["tests"]):
            continue
        results = [result for test in spec["tests"] for result in test["results"]]
        why = next((error["message"] for one in results for error in one["errors"]), "")
        yield _note(f"{spec['file']}: {spec['title']}", why)
    for inner in suite.get("suites", []):
        yield from _notes_of(inner)


def _note(test: str, why: str) -> str:
    """One line. What follows the first of a message's lines is in the log above."""
    first = COLOURS.sub("", why).strip().partition("\n")[0]
    return f"{test}: {shorten(first, WIDTH)}" if first else test
