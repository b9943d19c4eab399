"""Whose is the execution that the code which runs now sends to a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from ..generations import Call, Generation, call_of
from .owner import Owner
from .starting import working_owner


@dataclass(frozen=True)
class Asker:
    """Who has asked for an execution.

    Attributes:
        generation: A generation.
        call: Its call of a tool that waits for what comes of it, where that is known.
    """

    generation: Generation
    call: Call | None = None


sent_for: Final[ContextVar[Asker | None]] = ContextVar("stop_stream_sent_for", default=None)
"""For whom the code that runs now sends executions, where it is not the one who asked for them, as
the worker of a queue is not."""


def execution_owner() -> Owner | None:
    """An execution is an answer's where the answer's own task sends it or waits for who does, or
    where who does has asked the answer's model. It is nobody's where a library's worker sends it
    that was made on the way.
    """
    asked_for_it = sent_for.get()
    if asked_for_it is not None:
        return Owner(asked_for_it.generation)
    return working_owner()


def execution_call(generation: Generation) -> Call | None:
    """The call of a generation's in which the code that runs now sends an execution, if any."""
    asked_for_it = sent_for.get()
    return call_of(generation) if asked_for_it is None else asked_for_it.call


@contextmanager
def sending_for(asker: Asker | None) -> Iterator[None]:
    """Have what is sent in this block be of who asked; with `None`, be known by who sends it."""
    before = sent_for.set(asker)
    try:
        yield
    finally:
        sent_for.reset(before)
