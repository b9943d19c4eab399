"""Whose is the execution that the code which runs now sends to a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from ..generations import Generation
from .owner import Owner
from .starting import working_owner

sent_for: Final[ContextVar[Generation | None]] = ContextVar("stop_stream_sent_for", default=None)
"""For whom the code that runs now sends executions, where it is not the one who asked for them, as
the worker of a queue is not."""


def execution_owner() -> Owner | None:
    """An execution is an answer's where the answer's own task sends it or waits for who does, or
    where who does has asked the answer's model. It is nobody's where a library's worker sends it
    that was made on the way.
    """
    asked_for_it = sent_for.get()
    if asked_for_it is not None:
        return Owner(asked_for_it)
    return working_owner()


@contextmanager
def sending_for(generation: Generation | None) -> Iterator[None]:
    """Have what is sent in this block be a generation's; with `None`, be known by who sends it."""
    before = sent_for.set(generation)
    try:
        yield
    finally:
        sent_for.reset(before)
