"""Cells that an answer runs, and a person's own beside them."""

from __future__ import annotations

from typing import TypedDict, cast

from .browser import run_in_browser
from .lab import start_lab
from .table import NEVER, summary


class Cells(TypedDict):
    """What was measured in one lab, in milliseconds; null where it did not come within the time
    that was waited.
    """

    aloneMs: list[float | None]
    """From the click on Stop to the last beat of the answer's cell, which has the kernel alone."""
    besideMs: list[float | None]
    """The same, with a cell of the person's behind it."""
    behindMs: list[float | None]
    """From the click to the end of that cell of the person's, which ran whole."""
    ownMs: list[float]
    """A cell of the person's, from asking to its reply, where no answer runs any."""


def measure_cells(count: int, timeout_s: float, *, is_without_us: bool) -> Cells:
    """Have answers run cells in a real kernel, and press Stop.

    Args:
        count: How often each.
        timeout_s: When to give up.
        is_without_us: Whether the lab is one without the extension.

    Raises:
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    with start_lab(is_without_us) as lab:
        return cast("Cells", run_in_browser(lab, "cells", {"COUNT": count}, timeout_s))


def cells_markdown(without: Cells, with_us: Cells) -> str:
    """Median and worst of each, and in brackets of how many."""
    titles = {
        "aloneMs": "click to the last beat of the answer's cell",
        "besideMs": "the same, a cell of the person's behind it",
        "behindMs": "click to the end of the person's",
        "ownMs": "a person's own cell, where no answer runs any",
    }
    rows = [
        ("median, worst (count)", "jupyter-ai alone", "with us"),
        ("---", "---", "---"),
        *(
            (title, *(ends(lab, key) for lab in (without, with_us)))
            for key, title in titles.items()
        ),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def ends(cells: Cells, key: str) -> str:
    """When they ended, of one figure; a cell that nothing ends goes on."""
    values = cast("dict[str, list[float | None]]", cells)[key]
    return summary([NEVER if value is None else value for value in values])
