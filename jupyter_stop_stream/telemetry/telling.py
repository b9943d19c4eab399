"""Tells the steps of all generations of a registry to sinks."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ..generations import Generation
from .step import Action, Sink, Step


@dataclass
class Course:
    """How far a generation has been told.

    Attributes:
        started_at: By the monotonic clock, in seconds; likewise `stopped_at`.
        is_detached: Whether it was told that something was left at its end.
    """

    started_at: float
    stopped_at: float | None = None
    is_ended: bool = False
    is_detached: bool = False


class Telling:
    """An observer of a registry, which has each step told once, in order.

    A sink may take its time or fail: it is called in a later turn of the event loop, one step a
    turn, so that no stop waits for it, and outside of every generation, so that a task which it
    makes is nobody's answer.

    Args:
        sinks: Told each step.
        log: Told of sinks that fail. They hinder nobody.
    """

    def __init__(self, sinks: Sequence[Sink], log: logging.Logger) -> None:
        self._sinks = tuple(sinks)
        self._log = log
        self._courses: WeakKeyDictionary[Generation, Course] = WeakKeyDictionary()
        self._waiting: deque[Step] = deque()

    def __call__(self, generation: Generation) -> None:
        """Called by the registry with each generation that changed."""
        now = time.monotonic()
        course = self._courses.get(generation)
        if course is None:
            course = self._courses[generation] = Course(now)
            self._push("started", generation, course, now)
        # Not by its state: what an answer that failed leaves is ended by the same ladder.
        if course.stopped_at is None and generation.stopped_at is not None:
            course.stopped_at = now
            self._push("stopped", generation, course, now)
        if not course.is_ended and not generation.is_live:
            course.is_ended = True
            course.is_detached = generation.receipt == "detached"
            self._push("ended", generation, course, now)
        elif course.is_detached and generation.receipt == "cancelled":
            course.is_detached = False
            self._push("corrected", generation, course, now)

    def _push(self, action: Action, generation: Generation, course: Course, now: float) -> None:
        is_ended = course.is_ended
        step = Step(
            action=action,
            generation_id=generation.generation_id,
            chat_id=generation.chat_id,
            persona_id=generation.persona_id,
            asked_by=generation.asked_by,
            stopped_by=generation.stopped_by,
            open_s=now - course.started_at,
            stopping_s=None if course.stopped_at is None else now - course.stopped_at,
            outcome=generation.outcome if is_ended else None,
            receipt=generation.receipt if is_ended else None,
            closed=tuple(sorted(generation.resources.closed)) if is_ended else (),
            left=tuple(sorted(generation.left)) if is_ended else (),
            unseen_characters=generation.unseen_characters if is_ended else 0,
        )
        self._waiting.append(step)
        if len(self._waiting) == 1:
            self._tell_next_soon()

    def flush(self) -> None:
        """Tell what waits at once. Called when the server stops; calling it twice is fine."""
        while self._waiting:
            contextvars.Context().run(self._tell, self._waiting.popleft())

    def _tell_next_soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._tell_next, context=contextvars.Context())

    def _tell_next(self) -> None:
        if self._waiting:
            # It stays there meanwhile: a sink may cause the next.
            self._tell(self._waiting[0])
            self._waiting.popleft()
        if self._waiting:
            self._tell_next_soon()

    def _tell(self, step: Step) -> None:
        for sink in self._sinks:
            try:
                sink(step)
            except Exception:  # noqa: BLE001  whoever is told must not keep others from it
                self._log.exception(
                    "Generation %s: that it %s could not be told.", step.generation_id, step.action
                )
