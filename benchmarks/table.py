"""The measurements as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .contenders import AS_IT_IS, WITH_US
from .limits import CONTENDER as LIMIT
from .raw import Row, Work
from .shortfalls import shortfalls
from .statistic import limit_at, limit_of, ratio, shown, summary, title_of


def markdown(rows: Sequence[Row], machine: Sequence[str]) -> str:
    """Tables of what was measured, what could not be, and where we fall short.

    Args:
        rows: All that was measured, in one run.
        machine: Sentences about where.
    """
    measured = [row for row in rows if row.quantity]
    limits = [row for row in measured if row.contender == LIMIT]
    parts = ["\n".join(f"- {sentence}" for sentence in machine)]
    if limits:
        anywhere = [row for row in limits if row.work == Work()]
        parts += ["### The limits", _limits_table(anywhere)]
    by_work: dict[Work, list[Row]] = {}
    for row in measured:
        if row.contender != LIMIT:
            by_work.setdefault(row.work, []).append(row)
    alone = [of_it for of_it in by_work.values() if len({row.contender for row in of_it}) == 1]
    for work, of_it in by_work.items():
        if of_it not in alone:
            parts += [f"### {work.in_words}", _table(of_it, limits)]
    if alone:
        lonely = [row for of_it in alone for row in of_it]
        parts += ["### Of one alone", _lonely_table(lonely, limits)]
    falls = shortfalls(measured)
    parts += ["### Where it falls short", _list(falls) or "In nothing that was measured here."]
    if missing := [f"{row.contender}: {row.note}." for row in rows if not row.quantity]:
        parts += ["### Not measured", _list(missing)]
    return "\n\n".join(parts) + "\n"


def _limits_table(limits: Iterable[Row]) -> str:
    return _rows(
        ("median, 99th percentile, worst (count)", ""),
        [(title_of(row), summary(row)) for row in limits],
    )


def _lonely_table(rows: Iterable[Row], limits: Sequence[Row]) -> str:
    lines = [
        (row.work.in_words, title_of(row), _limit(row, limits), row.contender, summary(row))
        for row in rows
    ]
    return _rows(("", "", "limit", "", ""), lines)


def _table(rows: Sequence[Row], limits: Sequence[Row]) -> str:
    found = {(row.quantity, row.contender): row for row in rows}
    names = dict.fromkeys(row.contender for row in rows)
    # Ours first, and what it is compared with.
    firsts = [one.title for one in (WITH_US, AS_IT_IS) if one.title in names]
    contenders = [*firsts, *(name for name in names if name not in firsts)]
    lines = []
    for quantity in dict.fromkeys(row.quantity for row in rows):
        ours = found.get((quantity, WITH_US.title))
        as_it_is = found.get((quantity, AS_IT_IS.title))
        any_row = next(row for row in rows if row.quantity == quantity)
        cells = [found.get((quantity, name)) for name in contenders]
        lines.append(
            (
                title_of(any_row),
                ratio(ours, as_it_is, limit_at(ours, limits)) if ours and as_it_is else "",
                _limit(any_row, limits),
                *("" if row is None else summary(row) for row in cells),
            )
        )
    return _rows(("", "ratio", "limit", *contenders), lines)


def _limit(row: Row, limits: Sequence[Row]) -> str:
    here = limit_at(row, limits)
    if here is not None:
        return summary(here)
    limit = limit_of(row.quantity, limits)
    return "" if limit is None else shown(limit, row.unit)


def _rows(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    all_lines = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in all_lines)


def _list(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
