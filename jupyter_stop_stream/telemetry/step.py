"""One step in the course of a generation, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..protocol import Outcome, Receipt, Resource

Action = Literal["started", "stopped", "ended", "corrected"]


@dataclass(frozen=True)
class Step:
    """What is told of a generation when it goes on. Nothing of what is said in the chat is in it.

    Attributes:
        action: `started`, accepted by the server; `stopped`, somebody pressed Stop; `ended`, its
            state is; `corrected`, what was left at its end has ended after all.
        asked_by: Username; `None` where the server has one person.
        stopped_by: Username; `None` where it was not stopped, or where nobody did it, as when a
            chat is closed.
        open_s: Since it started, in seconds.
        stopping_s: Since it was stopped, in seconds; `None` where it was not.
        closed: What a stop had to end beside its task, at its end.
        left: What may still be running, at its end.
        unseen_characters: How much had been written that the person who stopped it had not seen
            and that was cut, at its end.
    """

    action: Action
    generation_id: str
    chat_id: str
    persona_id: str
    asked_by: str | None
    stopped_by: str | None
    open_s: float
    stopping_s: float | None
    outcome: Outcome | None
    receipt: Receipt | None
    closed: tuple[Resource, ...]
    left: tuple[Resource, ...]
    unseen_characters: int


Sink = Callable[[Step], None]
"""Told each step once, on the event loop and outside of every generation."""
