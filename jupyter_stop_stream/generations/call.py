"""A call of a tool by a generation, and what its result says of what the person ended meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .generation import Generation
    from .own_execution import OwnExecution

STOPPED: Final = "The person stopped this cell"
"""How the sentence begins that says so, also where it goes on with the ids of cells."""

ASKED: Final = "The person has asked for this cell to be stopped"
"""The same, of a cell that ended without an error: it may have been over by then."""

EARLIER: Final = {
    STOPPED: "The person stopped a cell that an earlier call ran",
    ASKED: "The person has asked for a cell that an earlier call ran to be stopped",
}
"""The same in the result of the next call, where the one that ran the cell did not wait for it."""

KNOWN_WITHIN_S: Final = 0.5
"""How long a result waits until it is known how a cell has ended, in seconds."""


class Call:
    """From when a generation calls a tool until it has the result.

    Args:
        generation: Whose call it is.
        within: The call that makes this one, if any: its result says the same.
    """

    def __init__(self, generation: Generation, within: Call | None = None) -> None:
        self.generation = generation
        self._within = within
        self._ended: list[OwnExecution] = []
        self._is_open = True

    def note(self, execution: OwnExecution) -> None:
        """Note that the person has an execution ended alone that was asked for in this call."""
        if self._is_open and execution not in self._ended:
            self._ended.append(execution)
        if self._within is not None:
            self._within.note(execution)
        elif not self._is_open and execution not in self.generation.untold:
            self.generation.untold.append(execution)

    def close(self) -> None:
        """Note that nobody waits for the result any more."""
        self._is_open = False

    async def words(self) -> str | None:
        """What the result is to say: that the person stopped a cell that this call ran, or asked
        for that, or one of an earlier call that nobody was told of; `None` where there is nothing
        to say. To be asked once, on the generation's event loop, when the result is there.
        """
        untold: list[OwnExecution] = []
        if self._within is None:
            untold, self.generation.untold = self.generation.untold, []
        ends = {
            one.ended_alone: one for one in (*self._ended, *untold) if one.ended_alone is not None
        }
        if not ends:
            return None
        known, _ = await asyncio.wait(ends, timeout=KNOWN_WITHIN_S)
        cells: dict[str, list[str]] = {}
        for end, execution in ends.items():
            how = end.result() if end in known else None
            if how is not None:
                said = EARLIER[how] if execution in untold else how
                cells.setdefault(said, []).extend(filter(None, [execution.cell_id]))
        if self.generation.signal.stopped:
            return None
        return " ".join(sentence(said, *ids) for said, ids in cells.items()) or None


def sentence(how: str, *cell_ids: str) -> str:
    """One of these as a whole sentence, with the ids of cells where they are known."""
    return f"{how}: {', '.join(cell_ids)}." if cell_ids else f"{how}."


_current: ContextVar[Call | None] = ContextVar("stop_stream_call", default=None)


def call_of(generation: Generation) -> Call | None:
    """The call of this generation's that the code is in which runs now, if any."""
    call = _current.get()
    return call if call is not None and call.generation is generation else None


async def words_now() -> str | None:
    """What the result of the call is to say that the code is in which runs now."""
    call = _current.get()
    return None if call is None else await call.words()


@contextmanager
def one_call(generation: Generation) -> Iterator[Call]:
    """Have what the code within asks for be of one call. What it starts beside is so too."""
    call = Call(generation, call_of(generation))
    token = _current.set(call)
    try:
        yield call
    finally:
        call.close()
        _current.reset(token)
