"""Tables, and what stands between two marks, in a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Prettier writes it. A `|` in a cell is no border."""
    lines = [head, *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    widths = [max(3, *(len(line[at]) for line in lines)) for at in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |\n"
        for line in lines
    )


def between(page: str, begin: str, end: str) -> str:
    """What stands between two marks.

    Raises:
        ValueError: The page lacks one of them.
    """
    _, found, _ = _parted(page, begin, end)
    return found


def replaced(page: str, begin: str, end: str, text: str) -> str:
    """The page with this between two marks, after a blank line and before another.

    Raises:
        ValueError: The page lacks one of them.
    """
    before, _, after = _parted(page, begin, end)
    return f"{before}{begin}\n{text}\n{end}{after}"


def _parted(page: str, begin: str, end: str) -> tuple[str, str, str]:
    before, found, rest = page.partition(begin)
    between, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(f"There is nothing between {begin.strip()} and {end.strip()}.")
    return before, between, after
