"""Whoever is told of each generation that changed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from .generation import Generation

Observer = Callable[[Generation], None]


class Observers:
    """Those who watch the generations of one registry.

    Args:
        log: Told of observers that fail. They hinder nobody.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._observers: list[Observer] = []

    def add(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` with each generation that changed.

        Returns:
            A function that ends it; calling it twice is fine.
        """
        self._observers.append(observer)

        def remove() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return remove

    def notify(self, generation: Generation) -> None:
        """Tell everybody that a generation changed."""
        generation.revision += 1
        for observer in tuple(self._observers):
            try:
                observer(generation)
            except Exception:  # noqa: BLE001  whoever watches must not keep a generation from ending
                self._log.exception("Generation %s: an observer failed.", generation.generation_id)
