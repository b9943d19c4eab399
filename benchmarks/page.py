"""Stops pressed in a real browser."""

from __future__ import annotations

from typing import TypedDict, cast

from .browser import run_in_browser
from .lab import Lab


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
    options = {"COUNT": count, "LONG_COUNT": long_count}
    return cast("Measured", run_in_browser(lab, "stops", options, timeout_s))
