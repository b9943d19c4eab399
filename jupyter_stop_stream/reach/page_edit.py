"""One call of a tool that has a page edit a notebook by several commands.

Where notebooks are not shared, jupyter-ai-tools has the page change them. Each command makes its
change in one go; `edit_cell` with a text and a type needs several: one writes the text, others go
to the cell, and the last changes its type. A stop between them would leave half of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from typing import Final

from jupyter_server.serverapp import ServerApp

from ..generations import Generation
from .lab_commands import LAB_COMMAND

PUT_BACK: Final = "jupyter-stop-stream:put-back"
"""The page's command. It puts back what the commands with these request ids have changed, where
nobody has changed it since."""


class PageEdit:
    """Has what a call changes in the page be whole: all of it stays where the call returns, and
    what its first commands have changed is put back where a stop comes before.
    """

    def __init__(self) -> None:
        self._request_ids: list[str] = []
        self._notes: list[Callable[[], object]] = []
        self._is_put_back = False

    def sends(self, request_id: str) -> None:
        """Note a command of the call. Called before it goes to the page."""
        self._request_ids.append(request_id)

    def note(self, note: Callable[[], object]) -> None:
        """Have `note` be called, which notes what a command has touched, if that stays."""
        self._notes.append(note)

    def put_back(self) -> None:
        """Have pages put back what the call has changed. Called at the stop."""
        self._is_put_back = True
        events = ServerApp.instance().event_logger
        if self._request_ids and events is not None:
            data = {"name": PUT_BACK, "args": {"requestIds": self._request_ids[::-1]}}
            # In an empty context: it is no command of the answer's.
            Context().run(events.emit, schema_id=LAB_COMMAND, data=data)

    def close(self) -> None:
        """Note what has been touched. Called when the call is over."""
        for note in () if self._is_put_back else self._notes:
            note()


_current: ContextVar[PageEdit | None] = ContextVar("stop_stream_page_edit", default=None)


def current_page_edit() -> PageEdit | None:
    """The call that the code is in which runs now, if it is in one of these."""
    return _current.get()


@contextmanager
def one_page_edit(generation: Generation) -> Iterator[None]:
    """Have what the code within has pages change be whole. To be used on the generation's event
    loop.
    """
    edit = PageEdit()
    token = _current.set(edit)
    take_back = generation.signal.on_stop(edit.put_back)
    try:
        yield
    finally:
        take_back()
        edit.close()
        _current.reset(token)
