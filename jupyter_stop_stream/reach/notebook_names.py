"""Of which notebooks the cells are that answers have kernels run."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context
from typing import Any

from ..generations import Generation
from .server_sessions import sessions_now


class NotebookNames:
    """Tells generations the notebooks of the kernels that they have touched, each once.

    Args:
        sessions: The server's session manager, which knows them; `None` where there is none.
        log: Told what fails.
    """

    def __init__(self, sessions: Any, log: logging.Logger) -> None:
        self._sessions = sessions
        self._log = log
        self._asking: dict[Generation, asyncio.Task[None]] = {}

    def note(self, generation: Generation) -> None:
        """Called on the event loop with each generation of which an execution began or ended."""
        unnamed = generation.touches.unnamed_kernels
        if unnamed and self._sessions is not None and generation not in self._asking:
            # In an empty context: nothing of it may be taken for the generation's own doing.
            task = Context().run(asyncio.ensure_future, self._name(generation))
            self._asking[generation] = task
            task.add_done_callback(lambda _: self._asking.pop(generation, None))

    async def _name(self, generation: Generation) -> None:
        sessions = await sessions_now(self._sessions, self._log)
        if sessions is None:
            return
        for kernel_id in generation.touches.unnamed_kernels:
            found = [
                one["path"]
                for one in sessions
                if one["kernel"]["id"] == kernel_id and one["type"] == "notebook"
            ]
            generation.touches.name_kernel(kernel_id, found[0] if len(found) == 1 else None)
