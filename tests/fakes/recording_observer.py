"""Whoever watches a registry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol import GenerationRecord

from .patience import within


class RecordingObserver:
    """Keeps what it is told, as records, and wakes who waits for one."""

    def __init__(self) -> None:
        self.records: list[GenerationRecord] = []
        self._told = asyncio.Event()

    def __call__(self, generation: Generation) -> None:
        self.records.append(generation.record("ada"))
        self._told.set()

    def of(self, generation: Generation) -> list[GenerationRecord]:
        """What it was told of one generation."""
        mine = generation.generation_id
        return [record for record in self.records if record["generation_id"] == mine]

    def states_of(self, generation: Generation) -> list[str]:
        """The states of one generation, without repetition."""
        states = [record["state"] for record in self.of(generation)]
        return [state for at, state in enumerate(states) if at == 0 or states[at - 1] != state]

    async def until(self, is_so: Callable[[GenerationRecord], bool]) -> GenerationRecord:
        """The first record, earlier or later, of which something is so."""
        checked = 0
        while True:
            for record in self.records[checked:]:
                if is_so(record):
                    return record
            checked = len(self.records)
            self._told.clear()
            await within(self._told.wait())
