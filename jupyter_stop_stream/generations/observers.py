"""Whoever is told of each generation that changed, and of who answers where."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from weakref import WeakSet

from .generation import Generation
from .rush import Defer

Observer = Callable[[Generation], None]


@dataclass(frozen=True, eq=False)
class Watch:
    """One who watches.

    Attributes:
        on_changed: Called with each generation that changed.
        on_connected: Called when somebody begins or ceases to answer in the chat.
        told: The generations that are told. They are to their end, whatever the path names then: a
            chat that is saved while it is renamed leaves a file under its old name.
    """

    on_changed: Observer
    on_connected: Callable[[], None] | None
    told: WeakSet[Generation]


class Observers:
    """Those who watch the generations of one registry.

    Args:
        log: Told of observers that fail. They hinder nobody.
        is_meant: Whether a generation is of the chat that its id and a path name.
    """

    def __init__(
        self, log: logging.Logger, is_meant: Callable[[Generation, str | None], bool]
    ) -> None:
        self._log = log
        self._is_meant = is_meant
        self._watches: dict[str | None, dict[str | None, list[Watch]]] = {}
        """By chat id and path: with hundreds of pages open, a change concerns one or two."""

    def __len__(self) -> int:
        return sum(len(watches) for paths in self._watches.values() for watches in paths.values())

    def add(
        self,
        on_changed: Observer,
        chat_id: str | None = None,
        chat_path: str | None = None,
        on_connected: Callable[[], None] | None = None,
        known: Iterable[Generation] = (),
    ) -> Callable[[], None]:
        """See `Registry.observe`.

        Args:
            known: The generations that the observer is told of already.
        """
        watch = Watch(on_changed, on_connected, WeakSet(known))
        paths = self._watches.setdefault(chat_id, {})
        watches = paths.setdefault(chat_path, [])
        watches.append(watch)

        def remove() -> None:
            if watch in watches:
                watches.remove(watch)
            if not watches and paths.get(chat_path) is watches:
                del paths[chat_path]
            if not paths and self._watches.get(chat_id) is paths:
                del self._watches[chat_id]

        return remove

    def is_followed(self, generation: Generation) -> bool:
        """Whether anybody watches the chat of a generation, and not all chats."""
        return any(self._watching(generation, generation.chat_id))

    def notify(self, generation: Generation, defer: Defer | None = None) -> None:
        """Tell everybody that a generation changed.

        Args:
            defer: Given the telling of those who watch its chat alone.
        """
        generation.revision += 1
        self._tell(generation, None)
        tell_its_chat = partial(self._tell, generation, generation.chat_id)
        if defer is None:
            tell_its_chat()
        else:
            defer(tell_its_chat)

    def notify_connected(self, chat_id: str) -> None:
        """Tell who watches a chat that somebody began or ceased to answer there."""
        paths = self._watches.get(chat_id, {})
        for watch in [one for watches in paths.values() for one in watches]:
            if watch.on_connected is None:
                continue
            try:
                watch.on_connected()
            except Exception:  # noqa: BLE001  whoever watches must not keep a chat from opening
                self._log.exception("Chat %s: an observer failed.", chat_id)

    def _tell(self, generation: Generation, chat_id: str | None) -> None:
        for watch in tuple(self._watching(generation, chat_id)):
            try:
                watch.on_changed(generation)
            except Exception:  # noqa: BLE001  whoever watches must not keep a generation from ending
                self._log.exception("Generation %s: an observer failed.", generation.generation_id)

    def _watching(self, generation: Generation, chat_id: str | None) -> Iterator[Watch]:
        for chat_path, watches in self._watches.get(chat_id, {}).items():
            is_meant = chat_path is None or self._is_meant(generation, chat_path)
            for watch in watches:
                if is_meant:
                    watch.told.add(generation)
                if is_meant or generation in watch.told:
                    yield watch
