"""The registry: the only place where a generation changes."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial

from ..protocol import NotAllowed, Outcome, UnknownChat, UnknownGeneration, UnknownPrompt
from .aftermath import Aftermath
from .backend import Chat, ChatBackend, Request
from .gate import Gate
from .gated_chat import GatedChat
from .generation import Generation, current_generation
from .ladder import Ladder, LadderTimes
from .marker import correct_receipt, mark_begin, mark_broken_off, mark_end, streaming_mark
from .pace import Pace
from .resources import Recorder
from .roster import Roster
from .signal import current_signal

Observer = Callable[[Generation], None]


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
        self._times = times
        self._flush_interval_s = flush_interval_s
        self._log = log
        self._recorder = recorder
        self._pace = Pace()
        self._roster = Roster()
        self._chats: dict[str, tuple[GatedChat, ChatBackend]] = {}
        self._observers: list[Observer] = []
        self._own_tasks: set[asyncio.Task[None]] = set()
        self._watches: set[asyncio.Task[None]] = set()
        self._aftermath = Aftermath(log)

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

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` with each generation that changed.

        Returns:
            A function that ends it; calling it twice is fine.
        """
        self._observers.append(observer)

        def unobserve() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return unobserve

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
            self._begin(generation)
        else:
            self._notify(generation)
        return generation

    def stop(
        self,
        chat_id: str,
        generation_ids: Iterable[str] | None,
        *,
        by: str,
        may_stop_others: bool = False,
        seen: dict[str, int] | None = None,
    ) -> list[Generation]:
        """Stop the generations named, or all of one person's in a chat, queued ones too.

        Returns at once: that they ended is told to the observers. With a generation that runs,
        the same person's prompts that wait for its persona are stopped. Stopping what is
        stopping skips the backend's grace; stopping what has ended changes nothing.

        Args:
            by: Username of who asks, by the server's own identity.
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
        self._stop_all(meant, by, seen)
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

    def reload(self, chat_id: str, *, by: str, may_stop_others: bool = False) -> list[Generation]:
        """Stop all that runs in a chat, and have what answers there started anew.

        Returns at once; the reload goes on in a task of the registry's own.

        Args:
            by: Username of who asks, by the server's own identity.
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
        self._stop_all(meant, by, None)
        self._keep(self._reload(backend), self._own_tasks)
        return meant

    async def shutdown(self) -> None:
        """Stop everything, and return when it has ended or was given up."""
        for chat_id in list(self._chats):
            self.disconnect(chat_id)
        if self._own_tasks:
            await asyncio.wait(self._own_tasks)
        await self._aftermath.all_over()
        for watch in tuple(self._watches):
            watch.cancel()

    def _chat(self, chat_id: str) -> tuple[GatedChat, ChatBackend]:
        entry = self._chats.get(chat_id)
        if entry is None:
            raise UnknownChat("This chat is not open on the server.")
        return entry

    def _begin(self, generation: Generation) -> None:
        request = generation.request
        if request is None:
            return
        if self._recorder is not None:
            self._recorder.attach(asyncio.get_running_loop())
        context = contextvars.copy_context()
        context.run(current_generation.set, generation)
        context.run(current_signal.set, generation.signal)
        generation.task = context.run(asyncio.ensure_future, self._run(generation, request))
        generation.state = "running"
        generation.task.add_done_callback(partial(self._on_done, generation))
        self._notify(generation)

    async def _run(self, generation: Generation, request: Request) -> None:
        # Its first step is due before the ladder's.
        generation.signal.raise_if_stopped()
        await self._aftermath.over(generation.chat_id, generation.persona_id)
        await request.work()

    def _stop_all(
        self, meant: Iterable[Generation], by: str | None, seen: dict[str, int] | None
    ) -> None:
        # Queued ones first: none of them may begin because the one before it ends.
        for generation in sorted(meant, key=lambda one: one.state != "queued"):
            if generation.state == "stopping":
                generation.force.set()
            elif generation.is_live:
                self._stop_one(generation, by, seen)

    def _stop_one(
        self, generation: Generation, by: str | None, seen: dict[str, int] | None
    ) -> None:
        was_queued = generation.state == "queued"
        generation.state = "stopping"
        generation.stopped_by = by
        generation.stopped_at = time.time()
        generation.seen = seen
        if generation.gate is not None:
            generation.gate.shut()
        generation.signal.set()
        self._log.debug("Generation %s: stopped.", generation.generation_id)
        if was_queued:
            self._end_cancelled(generation)
            return
        task = generation.task
        if generation.request is None or generation.request.cancel is None:
            # In the tick in which the gate shut: a task that met the gate first would end with its
            # model's stream parked at a yield, and the request open until it is garbage.
            generation.cancel()
        self._notify(generation)
        if task is not None:
            ladder = Ladder(generation, task, self._times, self._log)
            self._keep(self._climb(generation, ladder), self._own_tasks)

    def _keep(self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        # In an empty context: nothing of it may be taken for a generation's own doing.
        task = contextvars.Context().run(asyncio.ensure_future, work)
        among.add(task)
        task.add_done_callback(among.discard)

    async def _reload(self, backend: ChatBackend) -> None:
        try:
            await backend.reload()
        except Exception:  # noqa: BLE001  whatever a persona's own shutdown raises
            self._log.exception("Chat %s: its personas could not be reloaded.", backend.chat_id)

    async def _climb(self, generation: Generation, ladder: Ladder) -> None:
        await ladder.climb()
        if not generation.is_live:
            return
        generation.left = ladder.left()
        if not generation.left:
            self._end_cancelled(generation)
            return
        self._log.warning(
            "Generation %s: %s could not be cancelled and may still be running (%s). "
            "Nothing of it reaches the chat.",
            generation.generation_id,
            generation.persona_id,
            ", ".join(sorted(generation.left)),
        )
        generation.receipt = "detached"
        self._keep(self._watch(generation, ladder), self._watches)
        self._end(generation, "interrupted")

    async def _watch(self, generation: Generation, ladder: Ladder) -> None:
        await ladder.until_over()
        self._log.debug("Generation %s: ended after all.", generation.generation_id)
        generation.left = set()
        generation.receipt = "cancelled"
        self._write(generation, correct_receipt)
        generation.chat = None
        self._notify(generation)

    def _on_done(self, generation: Generation, task: asyncio.Task[None]) -> None:
        generation.task = None
        error = None if task.cancelled() else task.exception()
        if generation.receipt == "detached":
            return
        if generation.state == "stopping" or task.cancelled():
            # Else the ladder ends what it left behind, and then this.
            if generation.state != "stopping" or not generation.resources.open():
                self._end_cancelled(generation)
        elif error is not None or generation.error is not None:
            generation.error = error or generation.error
            self._log.error("Generation %s failed: %r", generation.generation_id, generation.error)
            self._end(generation, "error")
        else:
            self._end(generation, "complete")

    def _end_cancelled(self, generation: Generation) -> None:
        generation.receipt = "cancelled"
        self._end(generation, "interrupted")

    def _end(self, generation: Generation, outcome: Outcome) -> None:
        self._write(generation, partial(mark_end, outcome=outcome))
        if outcome == "interrupted":
            self._write(generation, self._aftermath.begin)
        generation.state = "ended"
        generation.outcome = outcome
        generation.gate = None
        generation.request = None
        # Its traceback would keep what the persona's frames refer to.
        generation.error = None
        if generation.receipt != "detached":
            generation.chat = None
            generation.resources.clear()
        generation.signal.clear_callbacks()
        following = self._roster.leave(generation)
        self._log.debug("Generation %s: %s.", generation.generation_id, outcome)
        self._notify(generation)
        generation.ended.set()
        if following is not None:
            self._begin(following)

    def _write(self, generation: Generation, write: Callable[[Chat, Generation], None]) -> None:
        if generation.chat is None:
            return
        try:
            write(generation.chat, generation)
        except Exception:  # noqa: BLE001  a chat that cannot be written must not keep it alive
            self._log.exception(
                "Generation %s: its end could not be written.", generation.generation_id
            )

    def _on_reply(self, generation: Generation, message_id: str) -> None:
        generation.reply_ids.append(message_id)
        self._notify(generation)

    def _notify(self, generation: Generation) -> None:
        generation.revision += 1
        for observer in tuple(self._observers):
            try:
                observer(generation)
            except Exception:  # noqa: BLE001  whoever watches must not keep a generation from ending
                self._log.exception("Generation %s: an observer failed.", generation.generation_id)
