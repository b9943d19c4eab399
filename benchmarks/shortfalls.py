"""Where somebody else does better, in words."""

from __future__ import annotations

from collections.abc import Sequence

from .contenders import WITH_US
from .limits import CONTENDER as LIMIT
from .raw import Row, Work
from .statistic import LIMITS, NEVER, middle, shown, title_of, values

NOISE = 1.1
"""Two runs of one thing differ by as much."""

LEAST = {"ms": 2.0, "characters": 1.0, "tokens": 1.0, "s": 0.1, "MB": 1.0, "kB": 0.5}
"""A smaller difference is none, in the unit."""


def shortfalls(rows: Sequence[Row]) -> list[str]:
    """A sentence for each quantity of which another contender has clearly less at one work, and for
    each of which we do not always have the least that there is.
    """
    return [*_of_others(rows), *_of_the_limit(rows)]


def _of_the_limit(rows: Sequence[Row]) -> list[str]:
    said = []
    for row in rows:
        if row.contender != WITH_US.title or not row.samples:
            continue
        worst = max(values(row))
        if worst == NEVER:
            said.append(f"{row.work.in_words}: {title_of(row)}: once or more it never came.")
        elif LIMITS.get(row.quantity) == () and worst > 0:
            said.append(
                f"{row.work.in_words}: {title_of(row)}: {shown(worst, row.unit)} at worst, where 0"
                " would be the limit."
            )
    return said


def _of_others(rows: Sequence[Row]) -> list[str]:
    ours = {_key(row): row for row in rows if row.contender == WITH_US.title and row.samples}
    said = []
    for row in rows:
        mine = ours.get(_key(row))
        if mine is None or row.contender in (WITH_US.title, LIMIT) or not row.samples:
            continue
        if _is_clearly_less(middle(row), middle(mine), row.unit):
            said.append(
                f"{row.work.in_words}: {title_of(row)}: {shown(middle(mine), row.unit)}, and"
                f" {shown(middle(row), row.unit)} with {row.contender}."
            )
    return said


def _is_clearly_less(theirs: float, mine: float, unit: str) -> bool:
    return mine > theirs * NOISE and mine - theirs > LEAST[unit]


def _key(row: Row) -> tuple[Work, str]:
    return row.work, row.quantity
