"""What one call of a tool changes in one shared notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..generations import EditedCell
from ..protocol import Cell, Did
from .document_rooms import DocumentRooms

CELLS: Final = "cells"
STATE: Final = "state"
PATH: Final = "path"
"""Where `jupyter_ydoc` keeps a notebook's cells, and the room its path."""

RUN_LEAVES: Final = frozenset({"execution_count", "execution_state", "outputs"})
"""What a cell's run changes in it."""

WRITTEN: Final = ("id", "cell_type", "source", "metadata")
KEPT: Final = frozenset({"attachments", "execution_count", "outputs"})
"""What is read of a cell: of each, and of the one that a call is about."""


class NotebookEdit:
    """Follows the changes of one origin in a notebook, and takes them back.

    What others type meanwhile, in the same cell too, stays as it is. To be used on the event loop.

    Args:
        doc: The notebook's `pycrdt.Doc`.
        origin: Of the transactions that are followed.
        whole: The id of a cell that is to be known with its outputs, in case it is deleted or
            replaced: to read those of all would take long.
    """

    def __init__(self, doc: Any, origin: object, whole: str | None = None) -> None:
        from pycrdt import Array, Map, UndoManager

        self._doc = doc
        self._cells = doc.get(CELLS, type=Array)
        self._state = doc.get(STATE, type=Map)
        self._origin = origin
        # Each transaction is an item of its own, so that each can be looked at before it is undone.
        self._manager = UndoManager(scopes=[self._cells], capture_timeout_millis=0)
        self._manager.include_origin(origin)
        self._ids = self._ids_now()
        self._steps: list[dict[str, Did]] = []
        self._created_as: list[dict[str, str]] = []
        with doc.transaction():
            # In one transaction, which is much faster.
            cells = [_json(cell, whole) for cell in self._cells]
        self._before = {str(cell["id"]): cell for cell in cells}
        self._touched: dict[str, str | None] = {}
        self._mixed: set[str] = set()
        self._subscription = self._cells.observe_deep(self._on_change)

    @property
    def path(self) -> str | None:
        """Where the notebook is, relative to the root of the contents, if its room has told."""
        path = self._state.get(PATH)
        return path if isinstance(path, str) else DocumentRooms.path_of(self._doc)

    def changes(self) -> list[tuple[str, Did]]:
        """What was done to which cell, in that order, and has not been undone."""
        return [change for step in self._steps for change in step.items()]

    def cells(self) -> list[EditedCell]:
        """The cells that were changed, as they were before and are now."""
        now = {str(cell.get("id")): cell for cell in self._cells}
        return [
            EditedCell(
                cell_id,
                self._before.get(cell_id),
                _json(now[cell_id]) if cell_id in now else None,
                above,
                cell_id in self._mixed,
            )
            for cell_id, above in self._touched.items()
        ]

    def close(self) -> None:
        """Follow no more changes. Calling it twice is fine."""
        if self._subscription is not None:
            self._cells.unobserve(self._subscription)
            self._subscription = None
            self._manager.clear()

    def undo(self) -> None:
        """Take back what was changed, the last first, and follow no more changes.

        It ends at a cell that was created and in which others have written since: that stays, and
        with it what was done before.
        """
        self._cells.unobserve(self._subscription)
        self._subscription = None
        while self._steps and not self._is_used_by_others(self._created_as[-1]):
            if not self._manager.undo():
                break
            self._steps.pop()
            self._created_as.pop()
        self._manager.clear()

    def _is_used_by_others(self, created_as: dict[str, str]) -> bool:
        return any(
            str(cell["source"]) != created_as[cell["id"]]
            for cell in self._cells
            if cell.get("id") in created_as
        )

    def _on_change(self, events: Sequence[Any], transaction: Any) -> None:
        ids = self._ids
        if any(not event.path for event in events):
            self._ids = self._ids_now()
        if transaction.origin is not self._origin:
            self._on_change_of_others(events, ids)
            return
        step: dict[str, Did] = {}
        created_as: dict[str, str] = {}
        for event in events:
            if event.path:
                if _is_edit(event):
                    cell_id = self._ids[event.path[0]]
                    step.setdefault(cell_id, "edited")
                    self._touched.setdefault(cell_id, None)
                continue
            for index in _inserted(event.delta):
                cell_id = self._ids[index]
                step[cell_id] = "edited" if cell_id in ids else "created"
                created_as[cell_id] = str(self._cells[index]["source"])
                self._touched.setdefault(cell_id, None)
            for cell_id in set(ids).difference(self._ids):
                step[cell_id] = "deleted"
                above = ids.index(cell_id) - 1
                self._touched[cell_id] = ids[above] if above >= 0 else None
        self._steps.append(step)
        self._created_as.append(created_as)

    def _on_change_of_others(self, events: Sequence[Any], ids: Sequence[str]) -> None:
        changed = set(ids).symmetric_difference(self._ids)
        changed.update(
            self._ids[event.path[0]] for event in events if event.path and _is_edit(event)
        )
        self._mixed.update(changed.intersection(self._touched))
        for cell_id in changed.difference(self._touched):
            if cell_id in self._ids:
                self._before[cell_id] = _json(self._cells[self._ids.index(cell_id)])
            else:
                del self._before[cell_id]

    def _ids_now(self) -> list[str]:
        return [str(cell.get("id")) for cell in self._cells]


def _json(cell: Any, whole: str | None = None) -> Cell:
    """A cell in the JSON of nbformat; with what its run has left, where it is the one meant."""
    read: Cell = {name: _plain(cell.get(name)) for name in WRITTEN}
    if whole is not None and read["id"] == whole:
        read.update((name, _plain(cell[name])) for name in cell if name in KEPT)
    return read


def _plain(value: Any) -> Any:
    return value.to_py() if hasattr(value, "to_py") else value


def _is_edit(event: Any) -> bool:
    """Whether what changed in a cell is what people write there, and not what its run leaves."""
    changed = event.path[1:2] or event.keys
    return not RUN_LEAVES.issuperset(changed)


def _inserted(delta: Sequence[dict[str, Any]]) -> list[int]:
    """Where a change of a list has put something, as indices of the list that came of it."""
    found: list[int] = []
    index = 0
    for part in delta:
        if "insert" in part:
            found.extend(range(index, index + len(part["insert"])))
            index += len(part["insert"])
        else:
            index += int(part.get("retain", 0))
    return found
