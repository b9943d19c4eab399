"""Which generations a stop means, and the stop of several at once."""

from __future__ import annotations

from collections.abc import Iterable

from ..protocol import NotAllowed, Seen, UnknownGeneration
from .backend import ChatBackend
from .generation import Generation
from .lifecycle import Lifecycle
from .roster import Roster


class Stops:
    """Stops generations by who asks and for what.

    Args:
        roster: Which generations there are.
        lifecycle: Stops one.
    """

    def __init__(self, roster: Roster, lifecycle: Lifecycle) -> None:
        self._roster = roster
        self._lifecycle = lifecycle

    def in_chat(
        self,
        chat_id: str,
        generation_ids: Iterable[str] | None,
        *,
        by: str,
        by_name: str | None,
        may_stop_others: bool,
        seen: dict[str, Seen] | None,
    ) -> list[Generation]:
        """See `Registry.stop`."""
        if generation_ids is None:
            meant = [one for one in self._roster.live(chat_id) if one.is_asked_by(by)]
        else:
            meant = [self._roster.find(one) for one in dict.fromkeys(generation_ids)]
        for generation in meant:
            if generation.chat_id != chat_id:
                raise UnknownGeneration("There is no such answer in this chat.")
            if not may_stop_others and not generation.is_asked_by(by):
                raise NotAllowed("This answer was asked for by somebody else.")
        for running in [one for one in meant if one.state == "running"]:
            behind = self._roster.queued_behind(running)
            meant += [one for one in behind if one not in meant and one.is_asked_by(by)]
        self.all(meant, by=by, by_name=by_name, seen=seen)
        return meant

    def of_persona(
        self, backend: ChatBackend, persona_id: str, *, by: str | None, by_name: str | None
    ) -> list[Generation]:
        """See `Registry.stop_persona`."""
        live = [one for one in self._roster.live_of(backend) if one.persona_id == persona_id]
        meant = [one for one in live if by is None or one.is_asked_by(by)]
        if live and not meant:
            raise NotAllowed("This answer was asked for by somebody else.")
        self.all(meant, by=by, by_name=by_name)
        return meant

    def of_backend(self, backend: ChatBackend, *, with_queued: bool) -> None:
        """Stop what its personas are doing, by nobody."""
        live = self._roster.live_of(backend)
        self.all(one for one in live if with_queued or one.state != "queued")

    def all(
        self,
        meant: Iterable[Generation],
        *,
        by: str | None = None,
        by_name: str | None = None,
        seen: dict[str, Seen] | None = None,
    ) -> None:
        """Stop them; those that are stopping are hurried, those that ended stay as they are."""
        # Queued ones first: none of them may begin because the one before it ends.
        for generation in sorted(meant, key=lambda one: one.state != "queued"):
            self._lifecycle.stop(generation, by, seen, by_name)
