"""Backends that make their personas anew, and the prompts that wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from .backend import ChatBackend
from .lifecycle import Lifecycle, outside_of_all
from .roster import Roster

PATIENCE_S: Final = 5.0
"""How long a server that shuts down waits for reloads, in seconds. What they wait for, such as a
persona that does not shut down, ends with the server."""


class Reloads:
    """Reloads backends, each in a task of its own, and one at a time each.

    Args:
        roster: Has prompts wait meanwhile.
        lifecycle: Begins them afterwards.
        log: Told of those that failed.
    """

    def __init__(self, roster: Roster, lifecycle: Lifecycle, log: logging.Logger) -> None:
        self._roster = roster
        self._lifecycle = lifecycle
        self._log = log
        self._tasks: dict[ChatBackend, asyncio.Task[None]] = {}

    def __contains__(self, backend: ChatBackend) -> bool:
        return backend in self._tasks

    @contextmanager
    def paused(self, backend: ChatBackend) -> Iterator[None]:
        """Prompts to its personas wait, and begin when this is over."""
        self._roster.pause(backend)
        try:
            yield
        finally:
            self._resume(backend)

    def begin(self, backend: ChatBackend) -> None:
        """Reload a backend that is not being reloaded. Prompts wait from now on."""
        self._roster.pause(backend)
        task = outside_of_all(self._reload(backend))
        self._tasks[backend] = task

        def over(task: asyncio.Task[None]) -> None:
            del self._tasks[backend]
            self._resume(backend)

        task.add_done_callback(over)

    async def all_over(self) -> None:
        """Return when none goes on, or was given up after `PATIENCE_S`."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks.values()), timeout=PATIENCE_S)
        for task in late:
            self._log.warning("A reload of personas did not end within %s s.", PATIENCE_S)
            task.cancel()

    async def _reload(self, backend: ChatBackend) -> None:
        try:
            await backend.reload()
        except Exception:  # noqa: BLE001  whatever a persona's own shutdown raises
            self._log.exception("Personas could not be reloaded.")

    def _resume(self, backend: ChatBackend) -> None:
        for generation in self._roster.resume(backend):
            self._lifecycle.begin(generation)
