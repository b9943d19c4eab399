"""Which generations a stop means, and the stop of several at once."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Sequence

from ..protocol import AskedByOthers, Limit, Seen, UnknownGeneration
from .backend import ChatBackend
from .early_stops import EarlyStop, EarlyStops
from .generation import Generation
from .lifecycle import Lifecycle
from .open_chats import OpenChats
from .roster import Roster


class Stops:
    """Stops generations by who asks and for what.

    Args:
        roster: Which generations there are.
        chats: Which chat each of them is in.
        lifecycle: Stops one.
    """

    def __init__(self, roster: Roster, chats: OpenChats, lifecycle: Lifecycle) -> None:
        self._roster = roster
        self._chats = chats
        self._lifecycle = lifecycle
        self._early = EarlyStops()

    def in_chat(
        self,
        chat_id: str,
        generation_ids: Sequence[str] | None,
        *,
        chat_path: str | None,
        prompt_ids: Sequence[str],
        by: str,
        by_name: str | None,
        may_stop_others: bool,
        seen: dict[str, Seen] | None,
        leaves_executions: bool,
        but_not: Container[str],
        limit: Limit | None,
    ) -> list[Generation]:
        """See `Registry.stop`."""
        if generation_ids is None:
            live = self._chats.meant(self._roster.live(chat_id), chat_id, chat_path)
            meant = [one for one in live if one.is_asked_by(by)]
        else:
            named = self._roster.known(generation_ids)
            meant = self._chats.meant(named, chat_id, chat_path)
            if generation_ids and not meant and not prompt_ids:
                raise UnknownGeneration("There is no such answer in this chat.")
        if not may_stop_others and not all(one.is_asked_by(by) for one in meant):
            raise AskedByOthers
        early = [EarlyStop(chat_id, chat_path, one, by, by_name) for one in prompt_ids]
        meant += self._of_prompts(early)
        for running in [one for one in meant if one.state == "running" and limit is None]:
            behind = self._roster.queued_behind(running)
            meant += [one for one in behind if one.is_asked_by(by)]
        meant = list(dict.fromkeys(meant))
        due = [one for one in meant if one.generation_id not in but_not]
        if limit is not None:
            # Two pages of a person may press at once, and nobody has asked for haste.
            due = [one for one in due if one.state != "stopping"]
        self.all(
            due,
            by=by,
            by_name=by_name,
            seen=seen,
            leaves_executions=leaves_executions,
            limit=limit,
        )
        return meant

    def before_it_began(self, generation: Generation) -> bool:
        """Stop a generation that has not begun, where whoever asked for it has asked for that
        before the prompt came.

        Returns:
            Whether that was so.
        """
        for early in self._early.find(generation.chat_id, generation.prompt_id):
            is_there = self._chats.is_meant(generation, early.chat_path)
            if is_there and generation.is_asked_by(early.by):
                self.all([generation], by=early.by, by_name=early.by_name)
                return True
        return False

    def forget(self, chat_id: str, prompt_id: str) -> None:
        """Have a prompt answered that is asked again, though it was stopped before it came."""
        self._early.forget(chat_id, prompt_id)

    def of_persona(
        self, backend: ChatBackend, persona_id: str, *, by: str | None, by_name: str | None
    ) -> list[Generation]:
        """See `Registry.stop_persona`."""
        live = [one for one in self._roster.live_of(backend) if one.persona_id == persona_id]
        meant = [one for one in live if by is None or one.is_asked_by(by)]
        if live and not meant:
            raise AskedByOthers
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
        leaves_executions: bool = False,
        limit: Limit | None = None,
    ) -> None:
        """Stop them; those that are stopping are hurried, those that ended stay as they are."""
        stop_id = uuid.uuid4().hex
        # Queued ones first: none of them may begin because the one before it ends.
        for generation in sorted(meant, key=lambda one: one.state != "queued"):
            self._lifecycle.stop(
                generation,
                by,
                seen,
                by_name,
                leaves_executions=leaves_executions,
                stop_id=stop_id,
                limit=limit,
            )

    def _of_prompts(self, stops: Sequence[EarlyStop]) -> list[Generation]:
        """What answers these prompts to whoever stops them. A prompt that nothing has answered is
        remembered.
        """
        found: list[Generation] = []
        early = []
        for stop in stops:
            asked = self._roster.asked(stop.chat_id, stop.prompt_id)
            of_prompt = self._chats.meant(asked, stop.chat_id, stop.chat_path)
            mine = [one for one in of_prompt if one.is_asked_by(stop.by)]
            found += [one for one in mine if one.is_live] or mine[-1:]
            if not of_prompt:
                early.append(stop)
        self._early.remember(early)
        return found
