"""What clients are told of the executions of answers: when, and of which notebook they are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextvars import Context
from typing import Any, Final

from ..generations import Generation, OwnExecution, Registry
from ..protocol import ExecutionRecord
from .server_sessions import sessions_now

TOLD_AFTER_S: Final = 0.25
"""How long changes are gathered before they are told, in seconds: of a *Run All* with hundreds of
cells nobody could follow each, and what has ended by then was none that anybody would end."""


class ExecutionNews:
    """Tells the observers of generations what these have kernels run.

    Args:
        registry: Whose observers they are.
        sessions: The server's session manager, which knows the notebooks of kernels; `None` where
            there is none.
        loop: The event loop.
        log: Told what fails.
    """

    def __init__(
        self,
        registry: Registry,
        sessions: Any,
        loop: asyncio.AbstractEventLoop,
        log: logging.Logger,
    ) -> None:
        self._registry = registry
        self._sessions = sessions
        self._loop = loop
        self._log = log
        self._changed: dict[Generation, list[ExecutionRecord]] = {}
        """What was told of each that has changed since."""
        self._told: dict[Generation, list[ExecutionRecord]] = {}
        """What was told of each that has something run."""
        self._telling: set[asyncio.Task[None]] = set()

    def note(self, generation: Generation) -> None:
        """Called on the event loop with each generation of which an execution began or ended."""
        if not self._changed:
            self._loop.call_later(TOLD_AFTER_S, self._tell_all, context=Context())
        self._changed.setdefault(generation, self._told.get(generation, []))

    def _tell_all(self) -> None:
        task = asyncio.ensure_future(self._tell(self._changed))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
        self._changed = {}

    async def _tell(self, changed: dict[Generation, list[ExecutionRecord]]) -> None:
        await self._name_notebooks(one for each in changed for one in each.executions)
        for generation, before in changed.items():
            now = [one.record() for one in generation.executions]
            if now:
                self._told[generation] = now
            else:
                self._told.pop(generation, None)
            if now != before:
                self._registry.tell(generation)

    async def _name_notebooks(self, executions: Iterable[OwnExecution]) -> None:
        """Look up where notebooks are now: they can be renamed."""
        unnamed = list(executions)
        sessions = await sessions_now(self._sessions, self._log) if unnamed else None
        if sessions is None:
            return
        for execution in unnamed:
            paths = [one["path"] for one in sessions if one["kernel"]["id"] == execution.kernel_id]
            execution.notebook = paths[0] if len(paths) == 1 else None
