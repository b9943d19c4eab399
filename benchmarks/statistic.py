"""What some samples say."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles

from .raw import QUANTITIES, Row, Work

NEVER = float("inf")
ENOUGH = 20
"""Samples without which a 99th percentile says no more than the worst."""

LIMITS = {
    "growth_chars": (),
    "growth_ms": (),
    "tokens_after": (),
    "heard_ms": ("page_trip_ms",),
    "let_go_ms": ("page_trip_ms", "close_ms"),
    "frame_let_go_ms": ("round_trip_ms", "close_ms"),
    "frame_told_ms": ("round_trip_ms",),
    "told_ms": ("page_trip_ms", "frame_ms"),
    "behind_ms": ("frame_ms",),
    "painted_ms": ("frame_ms",),
    "key_ms": ("frame_ms",),
    "last_beat_ms": ("page_trip_ms",),
}
"""What a quantity cannot be less than, together; nothing is 0."""


def values(row: Row) -> list[float]:
    """The samples, with those infinite that never came."""
    return [NEVER if sample is None else sample for sample in row.samples]


def middle(row: Row) -> float:
    """The median."""
    return median(values(row))


def limit_at(row: Row, limits: Sequence[Row]) -> Row | None:
    """What was measured of the same quantity at the same work, and is its limit there."""
    same = (one for one in limits if (one.quantity, one.work) == (row.quantity, row.work))
    return next(same, None)


def limit_of(quantity: str, limits: Sequence[Row]) -> float | None:
    """What a quantity cannot be less than at any work, by what was measured; None where that is not
    known.
    """
    if quantity not in LIMITS:
        return None
    medians = {row.quantity: middle(row) for row in limits if row.work == Work()}
    if any(name not in medians for name in LIMITS[quantity]):
        return None
    return sum(medians[name] for name in LIMITS[quantity])


def shown(value: float, unit: str) -> str:
    """A value with as many digits as say something."""
    if value == NEVER:
        return "never"
    if unit in ("characters", "tokens"):
        return f"{value:.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 or unit == "ms" else 2
    return f"{value:.{digits}f} {unit}"


def summary(row: Row) -> str:
    """Median, 99th percentile where that says something, and worst; in brackets of how many."""
    if not row.samples:
        return "not measured"
    taken = values(row)
    said = [median(taken), max(taken)]
    if len(taken) >= ENOUGH and NEVER not in taken:
        said.insert(1, quantiles(taken, n=100, method="inclusive")[98])
    return f"{', '.join(shown(value, row.unit) for value in said)} ({len(taken)})"


LARGE = 100
"""From where on a ratio is said as a whole number."""


def ratio(ours: Row, others: Row, limit: Row | None = None) -> str:
    """How many times as much ours is, by the medians; where there is a limit, also of what goes
    beyond it.
    """
    said = _ratio(middle(ours), middle(others))
    if limit is None:
        return said
    beyond = _ratio(middle(ours) - middle(limit), middle(others) - middle(limit))
    return f"{said}; {beyond} beyond the limit"


def _ratio(mine: float, theirs: float) -> str:
    if theirs == NEVER:
        return "never" if mine == NEVER else "never without"
    if mine == NEVER:
        return "never with us"
    if theirs <= 0:
        return "" if mine <= 0 else "0 without"
    times = mine / theirs
    return f"{times:.2g}" if times < LARGE else f"{times:.0f}"


def title_of(row: Row) -> str:
    """What was measured, in words."""
    return QUANTITIES[row.quantity].title
