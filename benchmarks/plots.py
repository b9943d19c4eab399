"""Pictures of the measurements, for the documentation. They are readable on light and on dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot as plt

from .contenders import WITH_US
from .limits import CONTENDER as LIMIT
from .raw import QUANTITIES, Row, Work
from .statistic import NEVER, limit_of, middle, shown, values

INK = "#7d7d7d"
"""Of all words and lines: as far from white as from black."""
OURS = "#1976d2"
OTHERS = "#bf7b2e"
AFTER_THE_END = 3.0
"""Where what never came is drawn: so many times as far as the latest that did."""

STYLE = {
    "svg.fonttype": "none",
    # The same measurements give the same file.
    "svg.hashsalt": "stop-stream",
    "font.family": "sans-serif",
    "font.size": 9,
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    ),
}

FAST, SLOW = Work(400, 6000), Work(50, 300)


def write_plots(rows: Sequence[Row], limits: Sequence[Row], directory: Path) -> list[Path]:
    """Draw what there are measurements of.

    Returns:
        The files that were written.
    """
    limit_ms = limit_of("let_go_ms", limits)
    pictures: dict[str, list[tuple[str, Work, Callable[..., None]]]] = {
        "bench-let-go": [("let_go_ms", work, _draw_times) for work in (SLOW, FAST)],
        "bench-after-the-click": [
            (quantity, FAST, _draw_bars) for quantity in ("growth_chars", "tokens_after")
        ],
        "bench-nobody-stops": [
            (quantity, FAST, _draw_bars) for quantity in ("behind_ms", "server_cpu_s")
        ],
    }
    written = []
    for name, panels in pictures.items():
        drawn = [
            (of_it, quantity, work, draw)
            for quantity, work, draw in panels
            if (of_it := list(_of(rows, quantity, work)))
        ]
        if drawn:
            path = directory / f"{name}.svg"
            _save(drawn, limit_ms, path)
            written.append(path)
    return written


def _of(rows: Sequence[Row], quantity: str, work: Work) -> Iterator[Row]:
    return (row for row in rows if (row.quantity, row.work) == (quantity, work) and row.samples)


def _save(
    panels: Sequence[tuple[list[Row], str, Work, Callable[..., None]]],
    limit_ms: float | None,
    path: Path,
) -> None:
    with mpl.rc_context(STYLE):
        longest = max(len(of_it) for of_it, *_ in panels)
        figure, axes = plt.subplots(
            len(panels), 1, figsize=(7.2, len(panels) * (0.8 + 0.36 * longest)), squeeze=False
        )
        for (of_it, quantity, work, draw), (axis,) in zip(panels, axes, strict=True):
            of_it.sort(key=middle, reverse=True)
            draw(axis, of_it, limit_ms)
            names = [row.contender.replace(", ", ",\n") for row in of_it]
            axis.set_yticks(range(len(of_it)), names)
            axis.set_ylim(-0.6, len(of_it) - 0.4)
            axis.set_title(QUANTITIES[quantity].title, loc="left", fontsize=9)
            axis.set_xlabel(f"{QUANTITIES[quantity].unit}; {work.in_words}")
            axis.spines[["top", "right"]].set_visible(False)
        figure.tight_layout()
        figure.savefig(path, transparent=True, metadata={"Date": None})
        plt.close(figure)


def _draw_times(axis: Any, rows: Sequence[Row], limit_ms: float | None) -> None:
    """A dot for each time, on a scale of powers of ten; what never came stands at the end."""
    came = [value for row in rows for value in values(row) if value != NEVER]
    never_at = AFTER_THE_END * max(came, default=1)
    for place, row in enumerate(rows):
        at = [min(value, never_at) for value in values(row)]
        axis.plot(at, [place] * len(at), "o", color=_colour(row), alpha=0.6, markersize=5)
        if middle(row) == NEVER:
            axis.annotate("never ", (never_at, place), ha="right", va="center")
    axis.set_xscale("log")
    if limit_ms:
        axis.axvline(limit_ms, color=INK, linestyle=":", linewidth=1)


def _draw_bars(axis: Any, rows: Sequence[Row], limit_ms: float | None) -> None:
    """A bar for each median, up to the worst as a thin line."""
    for place, row in enumerate(rows):
        at = middle(row)
        axis.barh(place, at, height=0.6, color=_colour(row))
        axis.plot([at, max(values(row))], [place, place], color=INK, linewidth=1)
        axis.annotate(f"  {shown(at, row.unit)}", (max(values(row)), place), va="center")
    axis.margins(x=0.15)


def _colour(row: Row) -> str:
    if row.contender == LIMIT:
        return INK
    return OURS if row.contender.startswith(WITH_US.title) else OTHERS
