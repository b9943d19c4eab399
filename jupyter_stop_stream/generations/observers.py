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
        self._observers: dict[str | None, list[Observer]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._observers.values()))

    def add(self, observer: Observer, chat_id: str | None = None) -> Callable[[], None]:
        """Call `observer` with each generation that changed, of a chat or of all.

        Returns:
            A function that ends it; calling it twice is fine.
        """
        # By chat: with hundreds of pages open, a change concerns one or two of them.
        observers = self._observers.setdefault(chat_id, [])
        observers.append(observer)

        def remove() -> None:
            if observer in observers:
                observers.remove(observer)
            if not observers and self._observers.get(chat_id) is observers:
                del self._observers[chat_id]

        return remove

    def notify(self, generation: Generation) -> None:
        """Tell everybody that a generation changed."""
        generation.revision += 1
        watching = self._observers
        for observer in (*watching.get(None, ()), *watching.get(generation.chat_id, ())):
            try:
                observer(generation)
            except Exception:  # noqa: BLE001  whoever watches must not keep a generation from ending
                self._log.exception("Generation %s: an observer failed.", generation.generation_id)
