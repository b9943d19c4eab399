"""The stop ladder: what is tried, in which order, until nothing of a generation runs any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from ..protocol import Resource
from .generation import Generation
from .resources import Held

FIRST_LOOK_S: Final = 0.05
"""How long the generation's task is given before what it holds is closed while it still runs."""

REPEAT_AFTER_S: Final = (0.25, 1.0, 2.0)
"""When a cancel that had no effect is repeated, in seconds after the first. A cancel aborts
clean-up that awaits, so there is room between."""

PROCESSES_AFTER_S: Final = 1.0
"""When processes are ended while the generation's task, which may be ending them itself, runs."""

TURNS_S: Final = 0.001
"""A few turns of the event loop, in seconds."""

UNWIND_S: Final = 0.1
"""How long a backend's own cancel that is given up may take to unwind, in seconds."""


@dataclass(frozen=True)
class LadderTimes:
    """How long each step is given, in seconds.

    Attributes:
        grace_period_s: For the backend's own cancel, before the task is cancelled.
        patience_s: For everything to end, after the task was cancelled. Past it: `detached`.
    """

    grace_period_s: float
    patience_s: float


class Ladder:
    """Brings one stopped generation, and what it holds, to an end.

    It is climbed in a task of the registry's own, outside of the generation's context. The gate is
    shut already; where the backend has no cancel of its own, the task is cancelled already too.
    `Generation.force` skips what is left of the backend's grace.

    Args:
        generation: What is brought to an end.
        task: Its own task.
        times: How long each step is given.
        log: Where the course of things is told.
    """

    def __init__(
        self,
        generation: Generation,
        task: asyncio.Task[None],
        times: LadderTimes,
        log: logging.Logger,
    ) -> None:
        self._generation = generation
        self._task = task
        self._times = times
        self._log = log
        self._closed: set[Held] = set()

    async def climb(self) -> None:
        """Return when nothing runs any more, or when patience is at its end."""
        generation, task = self._generation, self._task
        request = generation.request
        if request is not None and request.cancel is not None and not task.done():
            await self._let_backend_cancel(request.cancel, task)
        if not generation.cancel_called:
            self._debug("cancelling its task.")
            generation.cancel()
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        # The first cancel is to have its effect before anything else is done.
        await asyncio.wait({task}, timeout=min(FIRST_LOOK_S, self._times.patience_s))
        for due_s in (*REPEAT_AFTER_S, self._times.patience_s):
            due_s = min(due_s, self._times.patience_s)
            if await self._ends_by(began_at, began_at + due_s):
                return
            if due_s < self._times.patience_s and not task.done():
                self._debug("cancelling its task again.")
                task.cancel()
                # What it awaits is cancelled with it, and is to have its turn too.
                await asyncio.wait({task}, timeout=FIRST_LOOK_S)

    def left(self) -> set[Resource]:
        """What still runs."""
        left = {held.kind for held in self._generation.resources.open()}
        if not self._task.done():
            left.add("task")
        return left

    async def until_over(self) -> None:
        """Return when what was left has ended after all."""
        await asyncio.wait({self._task})
        await self._generation.resources.settle(None)

    async def _ends_by(self, began_at: float, until: float) -> bool:
        loop = asyncio.get_running_loop()
        if not self._task.done():
            await self._close(with_processes=loop.time() >= began_at + PROCESSES_AFTER_S)
            await asyncio.wait({self._task}, timeout=max(0, until - loop.time()))
            if not self._task.done():
                return False
        await self._close(with_processes=True)
        return await self._generation.resources.settle(until - loop.time())

    async def _close(self, *, with_processes: bool) -> None:
        """Close what is open: tasks first, so that they close their own requests."""
        if self._close_all("task"):
            # They unwind in their next turns of the loop, unless they swallow the cancel.
            await asyncio.sleep(TURNS_S)
        self._close_all("request")
        if with_processes:
            self._close_all("process")

    def _close_all(self, kind: Resource) -> bool:
        resources = self._generation.resources
        those = [held for held in resources.open() if held.kind == kind]
        for held in those:
            resources.close(held, is_again=held in self._closed)
            self._closed.add(held)
        return bool(those)

    async def _let_backend_cancel(
        self, cancel: Callable[[], Awaitable[None]], task: asyncio.Task[None]
    ) -> None:
        generation = self._generation

        async def run() -> None:
            try:
                await cancel()
            except Exception as error:  # noqa: BLE001  whatever it raises, the task is still there
                self._log.warning(
                    "Generation %s: the cancel of %s failed: %r",
                    generation.generation_id,
                    generation.persona_id,
                    error,
                )
                # There is nothing to wait for.
                generation.force.set()

        cancelling = asyncio.ensure_future(run())
        forced = asyncio.ensure_future(generation.force.wait())
        try:
            # The turn's own end proves the backend's cancel, not that cancel's return.
            await asyncio.wait(
                {task, forced},
                timeout=self._times.grace_period_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            forced.cancel()
        if not cancelling.done():
            cancelling.cancel()
            await asyncio.wait({cancelling}, timeout=UNWIND_S)

    def _debug(self, text: str, *arguments: object) -> None:
        self._log.debug(f"Generation %s: {text}", self._generation.generation_id, *arguments)
