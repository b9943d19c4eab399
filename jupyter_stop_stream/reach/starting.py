"""Whose is what the code that runs now starts."""

from __future__ import annotations

from ..generations import current_generation
from ..generations.running import current_task, running
from .owner import Owner, Starter, who_wait
from .tasks import adopted


def owner() -> Owner | None:
    """Whose is what is started now; `None` outside of all generations, and of one that ended by
    itself.
    """
    generation = current_generation.get()
    if generation is None or not (generation.is_held or generation.refuses):
        return None
    task = current_task()
    if task is not None and task is generation.task:
        return Owner(generation, is_its_task=True)
    starter = running()
    if starter is None and task is not None:
        starter = adopted(task, generation)
    if not isinstance(starter, Starter):
        return Owner(generation)
    # What leads to the generation's own task ends with that.
    others = () if starter.is_awaited else who_wait(task, generation)
    return Owner(generation, (starter, *others))


def working_owner() -> Owner | None:
    """The same, where the code works for its generation, and nobody else waits for what it does."""
    whose = owner()
    if whose is None or not whose.works_for_it or whose.is_needed_by_others:
        return None
    return whose
