"""Cells that an answer runs, and a person's own beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from .browser import run_in_browser
from .contenders import Contender
from .page import start_contender
from .raw import Row, Work, rows_of

ALONE = Work(story="an answer's cell")
BESIDE = replace(ALONE, story="an answer's cell, and a person's behind it")


def measure_cells(contender: Contender, count: int, timeout_s: float) -> list[Row]:
    """Have answers run cells in a real kernel, and press Stop.

    Args:
        contender: Who is measured; it is prepared.
        count: How often each.
        timeout_s: When to give up.

    Raises:
        TimeoutError: Its lab did not start.
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    with start_contender(contender) as lab:
        options = {"COUNT": count, "CONTENDER": contender.kind}
        measured = cast(
            "dict[str, list[float | None]]", run_in_browser(lab, "cells", options, timeout_s)
        )
    return [
        *rows_of(
            contender.title,
            ALONE,
            {"last_beat_ms": measured["aloneMs"], "own_cell_ms": measured["ownMs"]},
        ),
        *rows_of(
            contender.title,
            BESIDE,
            {"last_beat_ms": measured["besideMs"], "behind_cell_ms": measured["behindMs"]},
        ),
    ]
