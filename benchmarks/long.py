"""A chat that has been used for long, as a person meets it in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypedDict, cast

from .browser import run_in_browser
from .lab import start_lab
from .table import summary


class InUse(TypedDict):
    """One opening of a long chat, and what was done in it. Times are milliseconds."""

    openingMs: float
    openingWorkMs: float
    firstKeyMs: float
    nextKeyMs: float
    lagMs: float
    longestTaskMs: float
    clickMs: float


@dataclass(frozen=True)
class Compared:
    """The same chat in both, opened in turn."""

    without: Sequence[InUse]
    with_us: Sequence[InUse]


def measure_long(messages: int, rounds: int, timeout_s: float) -> Compared:
    """Open a long chat in a lab without the extension and in one with it, in turn.

    Args:
        messages: How many the chat has. A tenth are replies that were stopped.
        rounds: How often it is opened in each, in a lab that was just started.
        timeout_s: When to give up one of them.

    Raises:
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    compared: tuple[list[InUse], list[InUse]] = ([], [])
    for _ in range(rounds):
        for opened, is_without_us in zip(compared, (True, False), strict=True):
            with start_lab(is_without_us) as lab:
                in_use = run_in_browser(lab, "long", {"MESSAGES": messages}, timeout_s)
            opened.append(cast("InUse", in_use))
    return Compared(*compared)


def long_markdown(compared: Compared, messages: int) -> str:
    """A row for each figure: the ratio of the medians, and both medians with their worst."""
    rows = [
        (f"{messages} messages, a tenth stopped", "ratio", "jupyter-ai alone", "with us"),
        ("---", "---", "---", "---"),
        row("opening: the command to all rendered and the page idle", compared, "openingMs"),
        row("opening: computed by the page's main thread", compared, "openingWorkMs"),
        row("the first key to its letter painted", compared, "firstKeyMs"),
        row("the slowest of the next ten keys", compared, "nextKeyMs"),
        row("a reply of 300 tokens at 50/s: the page behind its end", compared, "lagMs"),
        row("the longest task meanwhile", compared, "longestTaskMs"),
        row("click on Stop to the button's next state painted", compared, "clickMs"),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def row(title: str, compared: Compared, key: str) -> tuple[str, str, str, str]:
    """One figure of both."""
    without, with_us = (
        [cast("dict[str, float]", in_use)[key] for in_use in opened]
        for opened in (compared.without, compared.with_us)
    )
    ratio = median(with_us) / median(without) if median(without) > 0 else float("nan")
    return (title, f"{ratio:.2f}", summary(without), summary(with_us))
