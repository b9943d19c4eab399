"""One call of a tool, and what it changes in shared notebooks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from typing import Any

from ..generations import Generation
from ..generations.running import current_task
from ..protocol.errors import GenerationStopped
from .notebook_edit import CELLS, NotebookEdit
from .notebook_file import Cells, NotebookFile


class Edit:
    """Has what a call changes be whole: all of it stays where the call returns, and nothing of it
    where a stop comes before. To be made in the task that runs the call.

    Only what that very task changes is the call's: what it starts beside, as a notebook's pending
    save, may be others' too.

    Args:
        generation: Whose call it is.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._task = current_task()
        self._notebooks: dict[int, tuple[Any, NotebookEdit | None]] = {}
        self._files: dict[str, NotebookFile] = {}
        self._is_open = True
        self._is_undone = False
        self.whole: str | None = None
        """The id of the cell that it is about, if that is known: its outputs are kept, too."""

    @property
    def is_here(self) -> bool:
        """Whether the code that runs now is the call's."""
        return self._is_open and current_task() is self._task

    @property
    def generation(self) -> Generation:
        """Whose call it is."""
        return self._generation

    def enter(self, doc: Any) -> object | None:
        """Called when the call is about to look into a `pycrdt.Doc`.

        Returns:
            The origin for its transaction; `None` where the document is no notebook.

        Raises:
            GenerationStopped: The answer was stopped.
        """
        known = self._notebooks.get(id(doc))
        if known is None:
            # In an empty context: this looks into the document, too.
            known = (doc, Context().run(self._follow, doc))
            self._notebooks[id(doc)] = known
        if known[1] is None:
            return None
        self._raise_if_stopped()
        return self

    def on_read(self, path: str, cells: Cells) -> None:
        """Called when the call has read a notebook's file.

        Raises:
            GenerationStopped: The answer was stopped. To refuse what is written would be too late:
                the file has been emptied for it.
        """
        self._raise_if_stopped()
        self._files[path] = NotebookFile(path, cells)

    def on_written(self, path: str, cells: Cells) -> None:
        """Called when the call has written a notebook's file."""
        file = self._files.get(path)
        if file is not None:
            file.note(cells, self._generation.touches)

    def undo(self) -> None:
        """Take back what has been changed so far; what follows is refused. Called at the stop."""
        if self._is_undone or not self._is_open:
            return
        self._is_undone = True
        for _, notebook in self._notebooks.values():
            if notebook is not None:
                notebook.undo()

    def close(self) -> None:
        """Note what has been changed. Called when the call is over."""
        self._is_open = False
        for _, notebook in self._notebooks.values():
            if notebook is not None:
                self._note(notebook)
                notebook.close()
        self._notebooks.clear()
        self._files.clear()

    def _raise_if_stopped(self) -> None:
        if self._is_undone or self._generation.signal.stopped:
            self._generation.note_refusal("an edit of a notebook")
            raise GenerationStopped("This generation was stopped.")

    def _follow(self, doc: Any) -> NotebookEdit | None:
        return NotebookEdit(doc, self, self.whole) if CELLS in doc else None

    def _note(self, notebook: NotebookEdit) -> None:
        path = notebook.path
        if path is None:
            return
        touches = self._generation.touches
        for cell_id, did in notebook.changes():
            touches.note_cell(path, cell_id, did)
        for one in notebook.cells():
            touches.note_edit(path, one)


_current: ContextVar[Edit | None] = ContextVar("stop_stream_edit", default=None)


def current_edit() -> Edit | None:
    """The call that the code is in which runs now, if it is in one of an answer's."""
    edit = _current.get()
    return edit if edit is not None and edit.is_here else None


@contextmanager
def one_edit(generation: Generation) -> Iterator[Edit]:
    """Have what the code within changes in shared notebooks be whole. To be used in a task, on the
    generation's event loop.
    """
    edit = Edit(generation)
    token = _current.set(edit)
    take_back = generation.signal.on_stop(edit.undo)
    try:
        yield edit
    finally:
        take_back()
        edit.close()
        _current.reset(token)


async def as_one_edit(generation: Generation, work: Awaitable[Any]) -> Any:
    """Run the `work` of a tool, with what it changes in shared notebooks whole."""
    if asyncio.get_running_loop() is not generation.resources.loop:
        return await work
    with one_edit(generation):
        return await work
