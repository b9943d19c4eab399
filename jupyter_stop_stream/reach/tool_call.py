"""A tool that an answer has called in this server by the Model Context Protocol."""

from __future__ import annotations

import asyncio
from typing import Any

from ..generations import Generation, current_generation, one_call
from ..generations.running import enter_task
from ..generations.signal import current_signal
from .edit import as_one_edit
from .tasks import ChildTask


class ToolCall(ChildTask):
    """The task in which a tool runs. The answer waits for its result, though in another process:
    it is its own, and so is what the tool starts.

    Args:
        task: The task.
        generation: Whose call it is.
    """

    def __init__(self, task: asyncio.Task[Any], generation: Generation) -> None:
        super().__init__(task, generation)
        self._was_awaited = True

    @property
    def is_own(self) -> bool:
        return True

    @property
    def is_needed_by_others(self) -> bool:
        """Whoever waits for it hands the result to the answer."""
        return False

    @property
    def is_clean_up(self) -> bool:
        return False

    def close(self, *, is_again: bool) -> bool:
        task = self._task()
        return task is not None and task.cancel()


def run_tool(work: Any, generation: Generation) -> asyncio.Task[Any]:
    """Run the awaitable `work` of a tool as a part of a generation."""

    async def run() -> Any:
        current_generation.set(generation)
        current_signal.set(generation.signal)
        with one_call(generation):
            return await as_one_edit(generation, work)

    task: asyncio.Task[Any] = asyncio.ensure_future(run())
    call = ToolCall(task, generation)
    enter_task(task, call)
    generation.resources.add(call)
    return task
