"""Stops pressed in a real browser."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict, cast

from .lab import ROOT, Lab

UI_TESTS = ROOT / "ui-tests"


class Stop(TypedDict):
    """One press of Stop; times are milliseconds after the click."""

    story: str
    letGoMs: float | None
    lastGrowthMs: float
    tokensAfter: int
    handledMs: float


class FullAnswer(TypedDict):
    """One answer that nobody stopped, and what the page was busy with meanwhile; times are in
    milliseconds.
    """

    lagMs: float
    worstStatusMs: float
    longestTaskMs: float
    longTasks: int
    layoutShift: float


class OwnWork(TypedDict):
    """What this extension's own functions took of the page during such an answer, in milliseconds,
    while a profiler looked.
    """

    ownMs: float
    longestOwnMs: float


class Measured(TypedDict):
    """All that was measured in one lab."""

    stops: list[Stop]
    answers: list[FullAnswer]
    profiled: list[OwnWork]


def measure(lab: Lab, count: int, long_count: int, timeout_s: float) -> Measured:
    """Drive a browser against a lab.

    Args:
        lab: What is measured.
        count: How often each short story is told.
        long_count: How often each long one is.
        timeout_s: When to give up.

    Raises:
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    with TemporaryDirectory(prefix="stop-stream-bench-") as scratch:
        output = Path(scratch) / "measured.json"
        environment = lab.environment | {
            "BENCH_COUNT": str(count),
            "BENCH_LONG_COUNT": str(long_count),
            "BENCH_OUTPUT": str(output),
        }
        playwright = UI_TESTS / "node_modules" / ".bin" / "playwright"
        subprocess.run(  # noqa: S603
            [playwright, "test", "--config", "playwright.bench.config.ts"],
            cwd=UI_TESTS,
            env=os.environ | environment,
            stdout=2,
            timeout=timeout_s,
            check=True,
        )
        return cast("Measured", json.loads(output.read_text()))
