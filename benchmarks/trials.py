"""Whether a stop of an answer's cell is right, tried again and again beside a person's work."""

from __future__ import annotations

from typing import TypedDict, cast

from .browser import run_in_browser
from .lab import start_lab


class Trials(TypedDict):
    """What came of them."""

    tries: int
    """How often each was tried."""
    right: dict[str, int]
    """How often each was right, by what was tried."""


def measure_trials(count: int, timeout_s: float) -> Trials:
    """Try each in a notebook of a real JupyterLab.

    Args:
        count: How often each.
        timeout_s: When to give up.

    Raises:
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    with start_lab() as lab:
        return cast("Trials", run_in_browser(lab, "trials", {"COUNT": count}, timeout_s))


def trials_markdown(trials: Trials) -> str:
    """A row for each."""
    tries = trials["tries"]
    rows = [
        ("Stop pressed with", "right"),
        ("---", "---"),
        *((title, f"{right} of {tries}") for title, right in trials["right"].items()),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
