"""An answer whose task has returned, while tasks that it made go on."""

from __future__ import annotations

import asyncio
from typing import Final

from .generation import Generation

LOOKS_FOR_S: Final = 0.5
"""How long a task that outlives the generation's own is given to show that it goes on with the
answer, in seconds."""


async def until_over(generation: Generation) -> None:
    """Return when the generation is stopped, or when no task that it made goes on with the answer,
    as one does that asks the model or writes the reply. The others are left alone.
    """
    resources, loop = generation.resources, asyncio.get_running_loop()
    until = loop.time() + LOOKS_FOR_S
    while generation.is_in_background and resources.has_any("task"):
        if resources.open("task", "request"):
            until = loop.time() + LOOKS_FOR_S
        elif loop.time() >= until:
            return
        await resources.changed(LOOKS_FOR_S)
