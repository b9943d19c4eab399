"""What one call of a tool changes in one notebook that it reads and writes as a file."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ..generations import EditedCell, Touches
from ..generations.cell_edits import is_same
from ..protocol import Cell, Did

Cells = list[Cell]


class NotebookFile:
    """Compares what a call writes into a file with what it has read there.

    Args:
        path: Of the file, relative to the root of the contents or absolute.
        cells: As the call has read them, in the JSON of nbformat.
    """

    def __init__(self, path: str, cells: Cells) -> None:
        self._path = path
        self._cells = deepcopy(cells)

    def note(self, cells: Cells, touches: Touches) -> None:
        """Note what is written, which is compared with from now on."""
        before, self._cells = self._cells, deepcopy(cells)
        earlier, now = _by_id(before), _by_id(self._cells)
        if earlier is None or now is None:
            if before != self._cells:
                touches.note_cell(self._path, None, "edited")
            return
        above = dict(zip(earlier, (None, *earlier), strict=False))
        for cell_id in dict.fromkeys([*now, *earlier]):
            old, new = earlier.get(cell_id), now.get(cell_id)
            if is_same(old, new):
                continue
            touches.note_cell(self._path, cell_id, _did(old, new))
            edited = EditedCell(cell_id, old, new, above.get(cell_id))
            touches.note_edit(self._path, edited)


def _by_id(cells: Cells) -> dict[str, Cell] | None:
    """`None` where not every cell has an id of its own, as before version 4.5 of the format."""
    found: dict[str, Any] = {str(cell["id"]): cell for cell in cells if "id" in cell}
    return found if len(found) == len(cells) else None


def _did(old: Cell | None, new: Cell | None) -> Did:
    if old is None:
        return "created"
    return "deleted" if new is None else "edited"
