"""Whose is what the code that runs now starts, and by what is that known."""

from __future__ import annotations

import sys
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any

from ..generations import Generation, Held
from ..generations.running import child_of, current_task
from .waiting import waited_for_in, waiters


class Starter(Held):
    """A child task or a call in a thread, in which further things are started."""

    def __init__(self) -> None:
        self._has_asked = False
        self._is_service = False
        self._holds: list[Held] = []

    @property
    @abstractmethod
    def is_awaited(self) -> bool:
        """Whether the generation's task waits for it, or did when it was last looked at."""

    @property
    def works_for_it(self) -> bool:
        """Whether what it starts is the generation's own: the generation's task waits for it, or
        it has asked the model.
        """
        return self._has_asked or self.is_awaited

    @property
    def is_needed_by_others(self) -> bool:
        """Whether a task waits for it that is no part of the generation."""
        return False

    @property
    def is_service(self) -> bool:
        """Whether it has been seen to work for those who wait for a future of theirs in it, as the
        worker of a library does for all who put something into its queue.
        """
        return self._is_service

    def note_service(self) -> None:
        """Note that it works for such."""
        self._is_service = True

    @property
    def has_own_open(self) -> bool:
        """Whether anything of the generation's own is open that was started in it."""
        self._holds = [held for held in self._holds if not held.is_over]
        return any(held.is_own and not held.is_clean_up for held in self._holds)

    def hold(self, held: Held) -> None:
        """Note what was started in it."""
        self._holds.append(held)

    def note_asking(self) -> None:
        """Note that a model was asked in it."""
        self._has_asked = True

    def claim(self) -> None:
        """Called when it goes on, after the stop, to do what the stopped answer did: that shows
        that it is the answer's own.
        """


@dataclass(frozen=True)
class Owner:
    """A generation, and the part of it that something is started in.

    Attributes:
        generation: The generation.
        starters: The child task or the call in a thread, and the child tasks that wait for it
            where the generation's own does not. Of that there is none.
        is_its_task: Whether it is the generation's own task.
    """

    generation: Generation
    starters: tuple[Starter, ...] = field(default=())
    is_its_task: bool = False

    @property
    def is_awaited(self) -> bool:
        """Whether the generation's task does it or waits for who does."""
        return self.is_its_task or any(one.is_awaited for one in self.starters[:1])

    @property
    def works_for_it(self) -> bool:
        """Whether who does it is known to work for the generation."""
        return self.is_its_task or any(one.works_for_it for one in self.starters[:1])

    @property
    def is_needed_by_others(self) -> bool:
        """Whether a task waits for who does it that is no part of the generation."""
        return any(one.is_needed_by_others for one in self.starters)

    def hold(self, held: Held, *, with_starters: bool = True) -> None:
        """Have the generation hold something that is started now, unless it has ended.

        Args:
            held: What is started.
            with_starters: Whether that shows whose the tasks are that it is started in.
        """
        if not self.generation.is_held:
            return
        for starter in self.starters if with_starters else ():
            starter.hold(held)
        self.generation.resources.add(held)

    def note_asking(self) -> None:
        """Note that the model is asked."""
        for starter in self.starters:
            starter.note_asking()

    def claim(self) -> None:
        """Note that the stopped answer goes on here."""
        for starter in self.starters:
            starter.claim()

    @property
    def is_service(self) -> bool:
        """Whether who does it has been seen to serve whoever puts something into a queue."""
        return any(one.is_service for one in self.starters[:1])

    def serves_others(self) -> bool:
        """Whether the code that runs now works for a task that is no part of the generation: one
        that waits for this task, or for a future that a frame of it refers to. Who works for such
        a future, be it the generation's or not, is noted as a service.
        """
        served = {one for future in waited_for_in(sys._getframe(1)) for one in waiters(future)}
        if served:
            for starter in self.starters[:1]:
                starter.note_service()
        task = current_task()
        waiting = set() if task is None else waiters(task)
        return any(not is_part(one, self.generation) for one in served | waiting)


def is_part(task: Any, generation: Generation) -> bool:
    """Whether a task is the generation's own, or one that it made."""
    child = child_of(task)
    return task is generation.task or (
        child is not None and getattr(child, "generation", None) is generation
    )


def who_wait(task: Any, generation: Generation) -> tuple[Starter, ...]:
    """The child tasks of a generation that wait for a task, directly or for one another."""
    found: dict[Starter, None] = {}
    todo = [] if task is None else [task]
    while todo:
        for waiter in waiters(todo.pop()):
            child = child_of(waiter)
            if isinstance(child, Starter) and is_part(waiter, generation) and child not in found:
                found[child] = None
                todo.append(waiter)
    return tuple(found)
