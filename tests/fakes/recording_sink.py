"""Whoever is told the steps of generations."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jupyter_stop_stream.generations import Generation, current_generation
from jupyter_stop_stream.telemetry import Step

from .patience import within


class RecordingSink:
    """Keeps the steps that it is told, and in whose context it was called.

    Args:
        on_step: Called with each step when it has been kept.
    """

    def __init__(self, on_step: Callable[[Step], None] = lambda step: None) -> None:
        self.steps: list[Step] = []
        self.contexts: set[Generation | None] = set()
        self._on_step = on_step
        self._told = asyncio.Event()

    def __call__(self, step: Step) -> None:
        self.steps.append(step)
        self.contexts.add(current_generation.get())
        self._told.set()
        self._on_step(step)

    def actions(self) -> list[str]:
        return [step.action for step in self.steps]

    async def until(self, action: str) -> Step:
        """The first step of this kind, earlier or later."""
        while action not in self.actions():
            self._told.clear()
            await within(self._told.wait())
        return next(step for step in self.steps if step.action == action)
