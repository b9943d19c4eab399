"""The measurements as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from .page import Measured, Stop

NEVER = float("inf")


def summary(values: Sequence[float], unit: str = "ms") -> str:
    """Median and worst of some values, and of how many."""
    if not values:
        return ""
    return f"{shown(median(values), unit)}, {shown(max(values), unit)} ({len(values)})"


def shown(value: float, unit: str) -> str:
    """A value with as many digits as say something."""
    if value == NEVER:
        return "never"
    digits = 1 if unit == "ms" and value < 100 else 0
    return f"{value:.{digits}f} {unit}".strip()


def let_go_ms(stop: Stop) -> float:
    """When the model was let go, infinite if it was not."""
    value = stop["letGoMs"]
    return NEVER if value is None else value


def stop_rows(measured: Measured) -> dict[tuple[str, str], str]:
    """A cell for each story and what was measured in it."""
    cells: dict[tuple[str, str], str] = {}
    for story in dict.fromkeys(stop["story"] for stop in measured["stops"]):
        stops = [stop for stop in measured["stops"] if stop["story"] == story]
        cells |= {
            (story, "click to model let go"): summary([let_go_ms(s) for s in stops]),
            (story, "click to last growth on the screen"): summary(
                [s["lastGrowthMs"] for s in stops]
            ),
            (story, "tokens produced after the click"): summary(
                [s["tokensAfter"] for s in stops], ""
            ),
            (story, "click handler in the page"): summary([s["handledMs"] for s in stops]),
        }
    answers, profiled = measured["answers"], measured["profiled"]
    story = "400 tokens/s x 6000, no stop"
    cells |= {
        (story, "page behind the model at the end"): summary([a["lagMs"] for a in answers]),
        (story, "worst answer of GET /api/status"): summary([a["worstStatusMs"] for a in answers]),
        (story, "tasks of the page above 50 ms"): summary([a["longTasks"] for a in answers], ""),
        (story, "its longest task"): summary([a["longestTaskMs"] for a in answers]),
        (story, "this extension's functions, all together"): summary(
            [p["ownMs"] for p in profiled]
        ),
        (story, "this extension's functions, at a stretch"): summary(
            [p["longestOwnMs"] for p in profiled]
        ),
        (story, "layout shift, in thousandths"): summary(
            [1000 * a["layoutShift"] for a in answers], ""
        ),
    }
    return cells


def markdown(without: Measured, with_us: Measured, round_trips_ms: Sequence[float]) -> str:
    """One table: median and worst of each, and in brackets of how many."""
    left, right = stop_rows(without), stop_rows(with_us)
    rows = [
        ("", "median, worst (count)", "jupyter-ai alone", "with jupyter-stop-stream"),
        ("---", "---", "---", "---"),
        *((*key, left.get(key, ""), right[key]) for key in right),
        ("bare websocket", "frame to its answer", "", summary(round_trips_ms)),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
