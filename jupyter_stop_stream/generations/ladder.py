"""The stop ladder: what is tried, in which order, until nothing of a generation runs any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

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

LET_GO_S: Final = 1.0
"""How long the requests of a failed generation may take to be closed, in seconds."""

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
        task: Ends with its code and, cancelled, cancels that.
        times: How long each step is given.
        log: Where the course of things is told.
    """

    def __init__(
        self,
        generation: Generation,
        task: asyncio.Future[None],
        times: LadderTimes,
        log: logging.Logger,
    ) -> None:
        self._generation = generation
        self._resources = generation.resources
        self._task = task
        self._times = times
        self._log = log
        self._loop = asyncio.get_running_loop()
        self._began_at = self._loop.time()
        self._closed: set[Held] = set()

    async def climb(self) -> None:
        """Return when nothing of the generation's own runs any more, or when patience is at its
        end.
        """
        await self._let_backend_cancel()
        self._generation.cancel()
        await self._generation.cancel_made.wait()
        self._began_at = self._loop.time()
        # The first cancel is to have its effect before anything else is done.
        await self._wait_for_task(FIRST_LOOK_S)
        for after_s in REPEAT_AFTER_S:
            if await self._is_over_by(after_s):
                return
            await self._cancel_again()
        await self._is_over_by(self._times.patience_s)

    async def finish(self) -> set[Resource]:
        """Return what is left; what has come up since `climb` returned is given the rest of the
        patience.
        """
        await self._is_over_by(self._times.patience_s)
        return self.left()

    async def let_go(self) -> set[Resource]:
        """Close the requests that a failed generation has left open, and end the tasks that they
        are open in. Return what else of it runs: nobody has asked for that to end.
        """
        self._generation.cancel()
        self._close_all("task")
        await asyncio.sleep(TURNS_S)
        self._close_all("request")
        await self._resources.settle(LET_GO_S, "task", "request")
        return self.left()

    def left(self) -> set[Resource]:
        """What still runs."""
        left = {held.kind for held in self._resources.open()}
        if not self._task.done():
            left.add("task")
        return left

    async def until_over(self) -> None:
        """Return when what was left has ended after all."""
        await asyncio.wait({self._task})
        await self._resources.settle(None)

    async def _let_backend_cancel(self) -> None:
        """Step 1, where the backend has a cancel of its own, and was not given up before."""
        generation = self._generation
        cancel = None if generation.request is None else generation.request.cancel
        if cancel is None or self._task.done():
            return
        cancelling = asyncio.ensure_future(self._run(cancel))
        forced = asyncio.ensure_future(generation.force.wait())
        either: set[asyncio.Future[Any]] = {self._task, forced}
        try:
            # The turn's own end proves the backend's cancel, not that cancel's return.
            await asyncio.wait(
                either,
                timeout=self._times.grace_period_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            forced.cancel()
        if not cancelling.done():
            cancelling.cancel()
            await asyncio.wait({cancelling}, timeout=UNWIND_S)

    async def _run(self, cancel: Callable[[], Awaitable[None]]) -> None:
        try:
            await cancel()
        except Exception as error:  # noqa: BLE001  whatever it raises, the task is still there
            self._log.warning(
                "Generation %s: the cancel of %s failed: %r",
                self._generation.generation_id,
                self._generation.persona_id,
                error,
            )
            # There is nothing to wait for.
            self._generation.force.set()

    async def _is_over_by(self, after_s: float) -> bool:
        """Step 2, again and again: close what is open, and wait until so long after the cancel."""
        until = self._began_at + min(after_s, self._times.patience_s)
        if not self._task.done():
            is_late = self._loop.time() >= self._began_at + PROCESSES_AFTER_S
            await self._close(with_processes=is_late)
            await self._wait_for_task(until - self._loop.time())
            if not self._task.done():
                return False
        await self._close(with_processes=True)
        return await self._resources.settle(until - self._loop.time(), but_left=True)

    async def _cancel_again(self) -> None:
        """Step 3: a cancel that had no effect is repeated, unless it would tear clean-up."""
        is_given_up = self._loop.time() >= self._began_at + self._times.patience_s
        if self._task.done() or is_given_up or self._resources.is_cleaning_up:
            return
        self._log.debug("Generation %s: cancelling its task again.", self._generation.generation_id)
        self._task.cancel()
        # What it awaits is cancelled with it, and is to have its turn too.
        await self._wait_for_task(FIRST_LOOK_S)

    async def _wait_for_task(self, timeout_s: float) -> None:
        limited_s = max(0.0, min(timeout_s, self._times.patience_s))
        await asyncio.wait({self._task}, timeout=limited_s)

    async def _close(self, *, with_processes: bool) -> None:
        """Close what is open: tasks first, so that they close their own requests."""
        if self._close_all("task"):
            # They unwind in their next turns of the loop, unless they swallow the cancel.
            await asyncio.sleep(TURNS_S)
        self._close_all("request")
        self._close_all("execution")
        if with_processes:
            self._close_all("process")

    def _close_all(self, kind: Resource) -> bool:
        those = self._resources.open(kind)
        for held in those:
            is_again = held in self._closed
            if is_again and kind == "task" and self._resources.is_cleaning_up:
                continue
            self._resources.close(held, is_again=is_again)
            self._closed.add(held)
        return bool(those)
