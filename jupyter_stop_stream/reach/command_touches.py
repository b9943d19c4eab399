"""What commands of JupyterLab have touched, as a page says when they are done."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..generations import EditedCell, Touches
from ..protocol import Cell, Did

CELL: Final = "cellId"
NOTEBOOK: Final = "notebookPath"
FILE: Final = "filePath"


class _Touch(NamedTuple):
    did: Did
    path: str = NOTEBOOK
    cell: str | None = CELL


TOUCHES: Final[Mapping[str, _Touch]] = {
    "set-cell-content": _Touch("edited"),
    "add-cell": _Touch("created"),
    "delete-cell": _Touch("deleted"),
    "create-notebook": _Touch("created", cell=None),
    "create-file": _Touch("created", FILE, None),
    "set-file-content": _Touch("edited", FILE, None),
    "delete-file": _Touch("deleted", FILE, None),
    "rename-file": _Touch("edited", "newPath", None),
    "copy-file": _Touch("created", "destinationPath", None),
}
"""The commands of jupyterlab-ai-commands that change something, and where they say what. Cells that
they run are known by what their kernels are asked."""

PREFIX: Final = "jupyterlab-ai-commands:"

DELETED: Final = "stop_stream"
"""Where our half of the page puts, in a command's result, what the cell was that it has deleted:
the JSON of nbformat as `before`, and the id of the cell above it as `above`."""


def take_deleted(answer: Any) -> Mapping[str, Any]:
    """What the page says of a cell that a command has deleted, which whoever waits for the answer
    does not see.
    """
    result = _fields(answer).get("result")
    return _fields(result.pop(DELETED, None)) if isinstance(result, dict) else {}


def note_command(
    touches: Touches,
    command: Mapping[str, Any],
    answer: Any,
    deleted: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Note what a command has touched. What names no notebook or file, as one that is about
    whatever is in front, is not noted.

    Args:
        touches: Of the generation whose command it is.
        command: With `name` and `args`, as pages get it.
        answer: The page's, with `success` and the command's `result`.
        deleted: What was taken out of that by `take_deleted`.
    """
    name = str(command.get("name", ""))
    touch = TOUCHES.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
    if touch is None or not isinstance(answer, Mapping) or not answer.get("success"):
        return
    # What the page says has been done counts before what it was asked.
    said = {**_fields(command.get("args")), **_fields(answer.get("result"))}
    path = said.get(touch.path)
    if not isinstance(path, str) or not path:
        return
    if touch.cell is not None:
        cell_id = said.get(touch.cell)
        touches.note_cell(path, cell_id if isinstance(cell_id, str) else None, touch.did)
        if isinstance(cell_id, str):
            before, after = _cells_of(touch, said, deleted)
            above = deleted.get("above")
            # What is not told is not known, and neither is any more what had been.
            is_unknown = before is None and after is None
            above = above if isinstance(above, str) else None
            touches.note_edit(path, EditedCell(cell_id, before, after, above, is_unknown))
    elif path.endswith(".ipynb"):
        touches.note_notebook(path, touch.did)
    else:
        touches.note_file(path, touch.did)


def _cells_of(
    touch: _Touch, said: Mapping[str, Any], deleted: Mapping[str, Any]
) -> tuple[Cell | None, Cell | None]:
    """A cell before and after, where that is told: by the command or, where it has deleted it, by
    our half of the page.
    """
    if touch.did == "created":
        return None, _cell(said, "cellType", "content")
    if touch.did == "edited":
        before = _cell(said, "previousCellType", "previousContent")
        after = _cell(said, "previousCellType", "newContent")
        return (None, None) if before is None or after is None else (before, after)
    whole = _fields(deleted.get("before"))
    known = _cell(whole, "cell_type", "source", "id")
    return (None, None) if known is None else ({**known, **whole}, None)


def _cell(said: Mapping[str, Any], cell_type: str, source: str, cell_id: str = CELL) -> Cell | None:
    found = {"id": said.get(cell_id), "cell_type": said.get(cell_type), "source": said.get(source)}
    return (
        {**found, "metadata": {}} if all(isinstance(one, str) for one in found.values()) else None
    )


def _fields(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
