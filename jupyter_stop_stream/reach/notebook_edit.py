"""What one call of a tool changes in one shared notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..protocol import Did

CELLS: Final = "cells"
STATE: Final = "state"
PATH: Final = "path"
"""Where `jupyter_ydoc` keeps a notebook's cells, and the room its path."""

RUN_LEAVES: Final = frozenset({"execution_count", "execution_state", "outputs"})
"""What a cell's run changes in it."""


class NotebookEdit:
    """Follows the changes of one origin in a notebook, and takes them back.

    What others type meanwhile, in the same cell too, stays as it is. To be used on the event loop.

    Args:
        doc: The notebook's `pycrdt.Doc`.
        origin: Of the transactions that are followed.
    """

    def __init__(self, doc: Any, origin: object) -> None:
        from pycrdt import Array, Map, UndoManager

        self._cells = doc.get(CELLS, type=Array)
        self._state = doc.get(STATE, type=Map)
        self._origin = origin
        # Each transaction is an item of its own, so that each can be looked at before it is undone.
        self._manager = UndoManager(scopes=[self._cells], capture_timeout_millis=0)
        self._manager.include_origin(origin)
        self._ids = self._ids_now()
        self._steps: list[dict[str, Did]] = []
        self._created_as: list[dict[str, str]] = []
        self._subscription = self._cells.observe_deep(self._on_change)

    @property
    def path(self) -> str | None:
        """Where the notebook is, relative to the root of the contents, if its room has told."""
        path = self._state.get(PATH)
        return path if isinstance(path, str) else None

    def changes(self) -> list[tuple[str, Did]]:
        """What was done to which cell, in that order, and has not been undone."""
        return [change for step in self._steps for change in step.items()]

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
            return
        step: dict[str, Did] = {}
        created_as: dict[str, str] = {}
        for event in events:
            if event.path:
                if _is_edit(event):
                    step.setdefault(self._ids[event.path[0]], "edited")
                continue
            for index in _inserted(event.delta):
                cell_id = self._ids[index]
                step[cell_id] = "edited" if cell_id in ids else "created"
                created_as[cell_id] = str(self._cells[index]["source"])
            for cell_id in set(ids).difference(self._ids):
                step[cell_id] = "deleted"
        self._steps.append(step)
        self._created_as.append(created_as)

    def _ids_now(self) -> list[str]:
        return [str(cell.get("id")) for cell in self._cells]


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
