"""The stop ladder: what is tried, in which order, until a generation's task has ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from .generation import Generation

REPEAT_AFTER_S: Final = (0.25, 1.0, 2.0)
"""When a cancel that had no effect is repeated, in seconds after the first. A cancel aborts
clean-up that awaits, so there is room between."""

UNWIND_S: Final = 0.1
"""How long a backend's own cancel that is given up may take to unwind, in seconds."""


@dataclass(frozen=True)
class LadderTimes:
    """How long each step is given, in seconds.

    Attributes:
        grace_period_s: For the backend's own cancel, before the task is cancelled.
        patience_s: For the task to end, after it was cancelled. Past it: `detached`.
    """

    grace_period_s: float
    patience_s: float


async def climb(generation: Generation, times: LadderTimes, log: logging.Logger) -> bool:
    """Bring a stopped generation's task to its end, or give up.

    Runs in a task of the registry's own, outside of the generation's context. The gate is shut
    already; where the backend has no cancel of its own, the task is cancelled already too.
    `Generation.force` skips what is left of the backend's grace.

    Returns:
        Whether the task has ended.
    """
    task = generation.task
    if task is None or task.done():
        return True
    request = generation.request
    if request is not None and request.cancel is not None:
        await _let_backend_cancel(generation, request.cancel, task, times.grace_period_s, log)
    if not generation.cancel_called:
        log.debug("Generation %s: cancelling its task.", generation.generation_id)
        generation.cancel()
    began_at = asyncio.get_running_loop().time()
    for due_s in REPEAT_AFTER_S:
        if due_s >= times.patience_s:
            break
        if await _ends_within(task, began_at + due_s):
            return True
        log.debug("Generation %s: cancelling its task again.", generation.generation_id)
        generation.cancel()
    return await _ends_within(task, began_at + times.patience_s)


async def _ends_within(task: asyncio.Task[None], until: float) -> bool:
    timeout_s = until - asyncio.get_running_loop().time()
    if timeout_s > 0 and not task.done():
        await asyncio.wait({task}, timeout=timeout_s)
    return task.done()


async def _let_backend_cancel(
    generation: Generation,
    cancel: Callable[[], Awaitable[None]],
    task: asyncio.Task[None],
    grace_period_s: float,
    log: logging.Logger,
) -> None:
    async def run() -> None:
        try:
            await cancel()
        except Exception as error:  # noqa: BLE001  whatever it raises, the task is still there
            log.warning(
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
            {task, forced}, timeout=grace_period_s, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        forced.cancel()
    if not cancelling.done():
        cancelling.cancel()
        await asyncio.wait({cancelling}, timeout=UNWIND_S)
