"""The registry: what can be asked about the generations of a server, and of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial

from ..protocol import NotAllowed, Seen, UnknownChat, UnknownGeneration, UnknownPrompt
from .backend import Chat, ChatBackend, Request
from .gate import Gate
from .gated_chat import GatedChat
from .generation import Generation
from .ladder import LadderTimes
from .lifecycle import Lifecycle, outside_of_all
from .marker import mark_begin, mark_broken_off, streaming_mark
from .observers import Observer, Observers
from .pace import Pace
from .resources import Recorder
from .roster import Roster


class Registry:
    """Starts, queues, stops and observes generations.

    It belongs to one event loop and is used from there only. One persona answers one message at
    a time in a chat; further ones wait as `queued`.

    Args:
        times: How long the steps of the stop ladder are given.
        flush_interval_s: Least time between two writes of a generation, in seconds.
        log: Where the course of things is told, by generation id.
        recorder: Records what generations hold beside their tasks; without one, a stop reaches
            their tasks alone.
    """

    def __init__(
        self,
        times: LadderTimes,
        *,
        flush_interval_s: float,
        log: logging.Logger,
        recorder: Recorder | None = None,
    ) -> None:
        self._flush_interval_s = flush_interval_s
        self._log = log
        self._pace = Pace()
        self._roster = Roster()
        self._chats: dict[str, tuple[GatedChat, ChatBackend]] = {}
        self._observers = Observers(log)
        self._lifecycle = Lifecycle(times, self._roster, self._observers, log, recorder)
        self._reloads: set[asyncio.Task[None]] = set()

    def connect(self, chat: Chat, backend: ChatBackend) -> None:
        """Gate a chat and take generations for it.

        Marks that claim to be streaming while nothing does become `error`: the server stopped
        while those replies were written.
        """
        self.disconnect(backend.chat_id)
        gated = GatedChat(chat, self._roster)
        self._chats[backend.chat_id] = (gated, backend)
        live_ids = {one.generation_id for one in self._roster.all_live()}
        mark_broken_off(gated.ungated, live_ids)

    def disconnect(self, chat_id: str) -> None:
        """Take no more generations for a chat; stop those that run. Unknown chats are fine.

        The chat stays gated, as code that swallows the stop may still write to it.
        """
        if self._chats.pop(chat_id, None) is not None:
            self._stop_all(self._roster.live(chat_id), None, None)

    def is_connected(self, chat_id: str) -> bool:
        """Whether generations are taken for a chat."""
        return chat_id in self._chats

    def observe(self, observer: Observer, chat_id: str | None = None) -> Callable[[], None]:
        """Call `observer` with each generation that changed, of a chat or of all.

        Returns:
            A function that ends it; calling it twice is fine.
        """
        return self._observers.add(observer, chat_id)

    def live(self, chat_id: str | None = None) -> tuple[Generation, ...]:
        """The generations that have not ended, of a chat or of all."""
        return self._roster.all_live() if chat_id is None else self._roster.live(chat_id)

    def find(self, generation_id: str) -> Generation:
        """A generation that is live or ended not long ago.

        Raises:
            UnknownGeneration: There is none of that id.
        """
        return self._roster.find(generation_id)

    def start(self, request: Request) -> Generation:
        """Take on a prompt. It runs at once, or when its persona is done with those before it.

        Raises:
            UnknownChat: The chat is not connected.
        """
        gated, _ = self._chat(request.chat_id)
        generation = Generation(request, gated.ungated)
        generation.gate = Gate(
            gated.ungated,
            streaming_mark(generation),
            flush_interval_s=self._flush_interval_s,
            pace=self._pace,
            on_reply=partial(self._on_reply, generation),
        )
        mark_begin(gated.ungated, generation)
        self._log.debug("Generation %s: for %s.", generation.generation_id, request.persona_id)
        if self._roster.enter(generation):
            self._lifecycle.begin(generation)
        else:
            self._observers.notify(generation)
        return generation

    def stop(
        self,
        chat_id: str,
        generation_ids: Iterable[str] | None,
        *,
        by: str,
        by_name: str | None = None,
        may_stop_others: bool = False,
        seen: dict[str, Seen] | None = None,
    ) -> list[Generation]:
        """Stop the generations named, or all of one person's in a chat, queued ones too.

        Returns at once: that they ended is told to the observers. With a generation that runs,
        the same person's prompts that wait for its persona are stopped. Stopping what is
        stopping skips the backend's grace; stopping what has ended changes nothing.

        Args:
            by: Username of who asks, by the server's own identity.
            by_name: What they are called.
            may_stop_others: Whether naming somebody else's generation reaches it.
            seen: What was on the screen; see `Gate.finish`.

        Returns:
            The generations that were meant.

        Raises:
            UnknownGeneration: One of the ids is not of this chat. Nothing was stopped.
            NotAllowed: One of the ids is somebody else's. Nothing was stopped.
        """
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
        self._stop_all(meant, by, seen, by_name)
        return meant

    def regenerate(self, chat_id: str, prompt_id: str) -> list[Generation]:
        """Ask the persona that a prompt was for the same prompt again.

        Raises:
            UnknownChat: The chat is not connected.
            UnknownPrompt: There is no such prompt, or nobody to answer it.
        """
        _, backend = self._chat(chat_id)
        before = set(self.live(chat_id))
        backend.ask_again(prompt_id)
        begun = [one for one in self.live(chat_id) if one not in before]
        if not begun:
            raise UnknownPrompt("Nobody answers this prompt any more.")
        return begun

    def reload(
        self,
        chat_id: str,
        *,
        by: str,
        by_name: str | None = None,
        may_stop_others: bool = False,
    ) -> list[Generation]:
        """Stop all that runs in a chat, and have what answers there started anew.

        Returns at once; the reload goes on in a task of the registry's own.

        Args:
            by: Username of who asks, by the server's own identity.
            by_name: What they are called.
            may_stop_others: Whether this may stop what somebody else asked for.

        Returns:
            The generations that were stopped.

        Raises:
            UnknownChat: The chat is not connected.
            NotAllowed: Something that somebody else asked for runs there. Nothing was done.
        """
        _, backend = self._chat(chat_id)
        meant = list(self._roster.live(chat_id))
        if not may_stop_others and not all(one.is_asked_by(by) for one in meant):
            raise NotAllowed("An answer that somebody else asked for is being written.")
        self._stop_all(meant, by, None, by_name)
        reload = outside_of_all(self._reload(backend))
        self._reloads.add(reload)
        reload.add_done_callback(self._reloads.discard)
        return meant

    async def shutdown(self) -> None:
        """Stop everything, and return when it has ended or was given up."""
        for chat_id in list(self._chats):
            self.disconnect(chat_id)
        if self._reloads:
            await asyncio.wait(self._reloads)
        await self._lifecycle.all_over()

    def _chat(self, chat_id: str) -> tuple[GatedChat, ChatBackend]:
        entry = self._chats.get(chat_id)
        if entry is None:
            raise UnknownChat("This chat is not open on the server.")
        return entry

    def _stop_all(
        self,
        meant: Iterable[Generation],
        by: str | None,
        seen: dict[str, Seen] | None,
        by_name: str | None = None,
    ) -> None:
        # Queued ones first: none of them may begin because the one before it ends.
        for generation in sorted(meant, key=lambda one: one.state != "queued"):
            self._lifecycle.stop(generation, by, seen, by_name)

    async def _reload(self, backend: ChatBackend) -> None:
        try:
            await backend.reload()
        except Exception:  # noqa: BLE001  whatever a persona's own shutdown raises
            self._log.exception("Chat %s: its personas could not be reloaded.", backend.chat_id)

    def _on_reply(self, generation: Generation, message_id: str) -> None:
        generation.reply_ids.append(message_id)
        self._observers.notify(generation)
