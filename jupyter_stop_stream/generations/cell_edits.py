"""What an answer's edits have put in the place of what: the cells before and after."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from ..protocol import Cell, CellEdit

MAX_CHARACTERS: Final = 1_000_000
"""Of the JSON of all cells that are kept for one answer, before and after."""

MOST_CELLS: Final = 1000

OUTPUTS: Final = frozenset({"execution_count", "outputs"})

SAME: Final = ("cell_type", "source")
"""What people write: two cells that have this in common are taken for the same."""


class EditedCell(NamedTuple):
    """One whole edit of a cell.

    Attributes:
        before: The cell in the JSON of nbformat; `None` where there was none.
        after: Likewise, as the edit has left it.
        above: The id of the cell that it stood below, where it was deleted; `None`: of none.
        is_mixed: Whether somebody else has changed it while it was being edited.
    """

    cell_id: str
    before: Cell | None
    after: Cell | None
    above: str | None = None
    is_mixed: bool = False


class _Edit(NamedTuple):
    before: Cell | None
    after: Cell | None
    above: str | None
    size: int


class CellEdits:
    """Keeps, of each cell that one answer has changed, what it was before the first change and
    after the last.

    A cell that somebody else has changed in between is not kept any more: to put back what it was
    before would take what they wrote.
    """

    def __init__(self) -> None:
        self._by_cell: dict[tuple[str, str], _Edit | None] = {}
        self._size = 0

    def note(self, notebook: str, edited: EditedCell) -> None:
        """Note one whole edit of a cell.

        Args:
            notebook: Its path, relative to the root of the contents.
        """
        cell_id, before, after, above, is_mixed = edited
        key = (notebook, cell_id)
        earlier = self._by_cell.get(key)
        if earlier is None and key in self._by_cell:
            return
        if earlier is None:
            if len(self._by_cell) >= MOST_CELLS:
                return
        else:
            self._size -= earlier.size
            is_mixed = is_mixed or not is_same(earlier.after, before)
            before = earlier.before
            above = above if earlier.above is None else earlier.above
        if before is not None and after is not None and _type(before) == _type(after):
            # Its outputs stay where they are, and may be large.
            before, after = _without_outputs(before), _without_outputs(after)
        size = _size(before) + _size(after)
        if self._size + size > MAX_CHARACTERS:
            before, after = _without_outputs(before), _without_outputs(after)
            size = _size(before) + _size(after)
        if is_mixed or self._size + size > MAX_CHARACTERS:
            self._by_cell[key] = None
        elif is_same(before, after):
            self._by_cell.pop(key, None)
        else:
            self._by_cell[key] = _Edit(before, after, above, size)
            self._size += size

    def clear(self) -> None:
        """Keep nothing any more."""
        self._by_cell.clear()
        self._size = 0

    def told(self) -> list[CellEdit]:
        """What can be taken back, in the order in which it was first changed."""
        return [
            {
                "notebook": notebook,
                "cell_id": cell_id,
                "before": edit.before,
                "after": edit.after,
                "above": edit.above,
            }
            for (notebook, cell_id), edit in self._by_cell.items()
            if edit is not None
        ]


def is_same(one: Cell | None, other: Cell | None) -> bool:
    """Whether two cells, or their absence, are the same to whoever writes in them."""
    if one is None or other is None:
        return one is other
    return all(one.get(name) == other.get(name) for name in SAME)


def _type(cell: Cell) -> object:
    return cell.get("cell_type")


def _without_outputs(cell: Cell | None) -> Cell | None:
    return None if cell is None else {name: cell[name] for name in cell if name not in OUTPUTS}


def _size(cell: Any) -> int:
    return 0 if cell is None else len(json.dumps(cell))
