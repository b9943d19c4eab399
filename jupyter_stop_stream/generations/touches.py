"""What an answer has touched: the cells, files and notebooks that it changed or ran."""

from __future__ import annotations

import os.path
from typing import Final, NamedTuple

from ..protocol import Did, Touched
from .cell_edits import CellEdits, EditedCell

MOST: Final = 200
"""How many things are told one by one; further ones are counted."""

MOST_COUNTED: Final = 10_000

MAX_COMMAND: Final = 500
"""Characters of a command that are told."""

MAX_NAME: Final = 4096
"""Characters of a path that are told; what is longer is not."""


class Place(NamedTuple):
    """Where something was touched: a cell of a notebook, a whole notebook, a file or a command."""

    notebook: str | None = None
    cell_id: str | None = None
    file: str | None = None
    command: str | None = None
    unnamed: int = 0
    """Tells apart cells whose ids are not known."""


class Touches:
    """Collects what one generation touches, each place once. To be used on the event loop.

    What is noted has happened: whoever notes it knows that the change arrived, or that the cell or
    command began.

    Args:
        root: Of the contents, to which the paths that are told are relative.
    """

    def __init__(self, root: str = "") -> None:
        self._roots = {os.path.normpath(root), os.path.realpath(root)} if root else set()
        self._by_place: dict[Place, tuple[Did, ...]] = {}
        self._unnamed = 0
        self._runs: dict[str, dict[str, None]] = {}
        self._notebooks: dict[str, str] = {}
        self._beyond: set[int] = set()
        self.edits = CellEdits()
        """What it has put in the place of what, where that is known."""

    @property
    def beyond(self) -> int:
        """How many more were touched than are told one by one; at most `MOST_COUNTED`."""
        return len(self._beyond)

    def note_cell(self, notebook: str, cell_id: str | None, did: Did) -> None:
        """Note a cell.

        Args:
            notebook: Its path, relative to the root of the contents or absolute.
            cell_id: `None` where it is not known which one it is: each is taken for another.
        """
        self._unnamed += cell_id is None
        unnamed = self._unnamed if cell_id is None else 0
        self._note(Place(self._relative(notebook), cell_id, unnamed=unnamed), did)

    def note_edit(self, notebook: str, edited: EditedCell) -> None:
        """Note what one whole edit has made of a cell.

        Args:
            notebook: Its path, relative to the root of the contents or absolute.
        """
        self.edits.note(self._relative(notebook), edited)

    def note_run(self, kernel_id: str, cell_id: str) -> None:
        """Note a cell that a kernel has begun with. It is told when the kernel's notebook is."""
        notebook = self._notebooks.get(kernel_id)
        if notebook is not None:
            self.note_cell(notebook, cell_id, "ran")
            return
        waiting = self._runs.setdefault(kernel_id, {})
        if len(waiting) < MOST:
            waiting[cell_id] = None

    @property
    def unnamed_kernels(self) -> tuple[str, ...]:
        """The kernels of which it is still to be told which notebook is theirs."""
        return tuple(self._runs)

    def name_kernel(self, kernel_id: str, notebook: str | None) -> None:
        """Tell the path of a kernel's notebook; `None` where no one notebook has that kernel."""
        cell_ids = self._runs.pop(kernel_id, {})
        if notebook is not None:
            self._notebooks[kernel_id] = notebook
            for cell_id in cell_ids:
                self.note_cell(notebook, cell_id, "ran")

    def note_notebook(self, notebook: str, did: Did) -> None:
        """Note a notebook as a whole."""
        self._note(Place(notebook=self._relative(notebook)), did)

    def note_file(self, path: str, did: Did) -> None:
        """Note a file."""
        self._note(Place(file=self._relative(path)), did)

    def note_command(self, command: str) -> None:
        """Note a command that has begun."""
        line = command.strip()
        if line:
            cut = line if len(line) <= MAX_COMMAND else f"{line[: MAX_COMMAND - 1]}…"
            self._note(Place(command=cut), "ran")

    def told(self) -> list[Touched]:
        """What a mark says, in the order in which it was first touched."""
        return [_told(place, did) for place, did in self._by_place.items()]

    def _note(self, place: Place, did: Did) -> None:
        if any(len(name or "") > MAX_NAME for name in place[:4]):
            return
        earlier = self._by_place.get(place)
        if earlier is None:
            if len(self._by_place) < MOST:
                self._by_place[place] = (did,)
            elif len(self._beyond) < MOST_COUNTED:
                self._beyond.add(hash(place))
            return
        now = _merged(earlier, did)
        if now:
            self._by_place[place] = now
        else:
            del self._by_place[place]

    def _relative(self, path: str) -> str:
        if not os.path.isabs(path):  # noqa: PTH117
            return os.path.normpath(path)
        for root in self._roots:
            whole = os.path.normpath(path)
            if whole.startswith(os.path.join(root, "")):  # noqa: PTH118
                return os.path.relpath(whole, root)
        return path


def _merged(earlier: tuple[Did, ...], did: Did) -> tuple[Did, ...]:
    """What was done in all; nothing, where what was created is gone again."""
    if did == "ran":
        return earlier if did in earlier else (*earlier, did)
    changed = next((one for one in earlier if one != "ran"), None)
    ran = tuple(one for one in earlier if one == "ran")
    if changed == "created":
        return () if did == "deleted" else earlier
    if changed is not None and did != "deleted":
        return ("edited", *ran)
    return (did, *ran)


def _told(place: Place, did: tuple[Did, ...]) -> Touched:
    touched: Touched = {"did": list(did)}
    if place.notebook is not None:
        touched["notebook"] = place.notebook
    if place.cell_id is not None or place.unnamed:
        touched["cell_id"] = place.cell_id
    if place.file is not None:
        touched["file"] = place.file
    if place.command is not None:
        touched["command"] = place.command
    return touched
