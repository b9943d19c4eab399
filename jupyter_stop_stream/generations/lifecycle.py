"""The life of a generation, from its first step to its end."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial

from ..protocol import Limit, Outcome, Resource, Seen
from .aftermath import Aftermath
from .backend import Chat
from .background import until_over
from .block import Block
from .endings import Endings
from .failures import CancelledByOthers
from .generation import Generation, current_generation
from .ladder import Ladder, LadderTimes
from .lines import Lines
from .observers import Observers
from .resources import Recorder
from .roster import Roster
from .rush import Rush
from .signal import current_signal


class Lifecycle:
    """Begins, stops and ends generations, each in a task of its own.

    Args:
        times: How long the steps of the stop ladder are given.
        roster: Whose turn it is.
        observers: Told of each change.
        log: Where the course of things is told, by generation id.
        recorder: Records what generations hold beside their tasks.
    """

    def __init__(
        self,
        times: LadderTimes,
        roster: Roster,
        observers: Observers,
        log: logging.Logger,
        recorder: Recorder | None,
    ) -> None:
        self._times = times
        self._roster = roster
        self._observers = observers
        self._log = log
        self._recorder = recorder
        self._aftermath = Aftermath(log)
        self._endings = Endings(observers, log)
        self._rush = Rush()
        self._lines = Lines(observers.notify)
        self._ladders: set[asyncio.Task[None]] = set()
        self._watches: set[asyncio.Task[None]] = set()

    def wait(self, generation: Generation) -> None:
        """Have a generation wait for its turn. Called where it is not."""
        chat = self._roster.chat_with(generation)
        generation.is_heard = generation.prompt_id in chat.heard
        self._lines.join(generation, (chat, generation.persona_id))
        self._observers.notify(generation)

    def bring_to_front(self, generation: Generation) -> None:
        """Have a queued generation be the next of its persona. It stops nothing."""
        self._roster.bring_to_front(generation)
        self._lines.bring_to_front(generation)

    def take_back(self, generation: Generation, by: str, by_name: str | None) -> None:
        """Stop a queued generation, and have its prompt go with it."""
        generation.is_taken_back = True
        self.stop(generation, by, None, by_name)

    def begin(self, generation: Generation) -> None:
        """Have a generation run. Called when it is its turn."""
        request = generation.request
        if request is None:
            return
        self._lines.leave(generation)
        self._note_heard(generation)
        if self._recorder is not None:
            self._recorder.attach(asyncio.get_running_loop())
        generation.state = "running"
        generation.began_at = time.time()
        work = request.work
        if isinstance(work, Block):
            generation.task, generation.run = work.task, work
            work.begin()
        else:
            context = contextvars.copy_context()
            context.run(current_generation.set, generation)
            context.run(current_signal.set, generation.signal)
            task = context.run(asyncio.ensure_future, self._run(generation, work))
            generation.task = generation.run = task
        generation.run.add_done_callback(partial(self._on_done, generation))
        self._observers.notify(generation)

    def stop(
        self,
        generation: Generation,
        by: str | None,
        seen: dict[str, Seen] | None,
        by_name: str | None = None,
        *,
        leaves_executions: bool = False,
        stop_id: str | None = None,
        limit: Limit | None = None,
    ) -> None:
        """Stop a generation that is queued or running; hurry one that is stopping. One that has
        ended stays as it is.

        Args:
            leaves_executions: Whether what it has kernels run is to go on.
            stop_id: What those have in common that one stop has ended.
            limit: What asks for it, where no person does.
        """
        if generation.state == "stopping":
            generation.force.set()
        if generation.state in ("stopping", "ended"):
            return
        was_queued = generation.state == "queued"
        generation.state = "stopping"
        generation.stopped_by = by
        generation.stopped_by_name = by_name
        generation.stopped_at = time.time()
        generation.seen = seen
        generation.limit = limit
        generation.leaves_executions = leaves_executions
        if generation.gate is not None:
            generation.gate.shut()
        generation.signal.set()
        self._rush.on_stop()
        if was_queued:
            generation.dropped_by = stop_id
            self._lines.leave(generation)
            self._observers.notify(generation)
            self._keep(self._end_queued(generation), self._ladders)
            return
        run = generation.run
        if generation.request is None or generation.request.cancel is None:
            # In the tick in which the gate shut: a task that met the gate first would end with its
            # model's stream parked at a yield, and the request open until it is garbage. One that
            # hears nothing does not go on.
            generation.cancel(self._rush.defer)
        self._observers.notify(generation, self._rush.defer)
        if run is not None:
            ladder = Ladder(generation, run, self._times, self._log)
            self._keep(self._climb(generation, ladder), self._ladders)

    def after_stops(self, work: Callable[[], object]) -> None:
        """Do what follows from a stop; see `Rush.defer`."""
        self._rush.defer(work)

    async def all_over(self) -> None:
        """Return when all that was stopped has ended or was given up."""
        if self._ladders:
            await asyncio.wait(self._ladders)
        await self._aftermath.all_over()
        for watch in tuple(self._watches):
            watch.cancel()
        self._endings.close()

    async def _run(self, generation: Generation, work: Callable[[], Awaitable[None]]) -> None:
        # Not before its task is known: an event loop with eager tasks takes the first step at
        # once. That it was stopped meanwhile is the ladder's concern.
        await asyncio.sleep(0)
        generation.signal.raise_if_stopped()
        await self._aftermath.over(generation.chat_id, generation.persona_id)
        await work()

    def _keep(self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        task = outside_of_all(work)
        among.add(task)
        task.add_done_callback(among.discard)

    async def _end_queued(self, generation: Generation) -> None:
        await self._rush.over(generation.chat_id, has_begun=False)
        self._end_cancelled(generation)

    async def _climb(self, generation: Generation, ladder: Ladder) -> None:
        await ladder.climb()
        await self._rush.over(generation.chat_id, has_begun=True)
        generation.left = await ladder.finish()
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
        self._endings.correct(generation)
        generation.chat = None
        self._observers.notify(generation)

    def _on_done(self, generation: Generation, run: asyncio.Future[None]) -> None:
        error = CancelledByOthers() if run.cancelled() else run.exception()
        if generation.is_interrupted:
            # The ladder ends what it left behind, and then this.
            return
        if error is not None or generation.error is not None:
            generation.error = error or generation.error
            self._log.error("Generation %s failed: %r", generation.generation_id, generation.error)
            self._fail(generation, run)
        elif generation.resources.has_any("task"):
            self._keep(self._go_on(generation), self._ladders)
            self._begin_next(self._roster.next_after(generation))
        else:
            self._end(generation, "complete")

    def _fail(self, generation: Generation, run: asyncio.Future[None]) -> None:
        """End a generation by its error, and leave no request open."""
        if not generation.resources.open():
            self._end(generation, "error")
            return
        generation.state = "stopping"
        if generation.gate is not None:
            generation.gate.shut()
        ladder = Ladder(generation, run, self._times, self._log)

        async def let_go() -> None:
            generation.left = await ladder.let_go()
            self._end(generation, "error")

        self._keep(let_go(), self._ladders)

    async def _go_on(self, generation: Generation) -> None:
        await until_over(generation)
        if generation.is_in_background:
            self._end(generation, "complete")

    def _end_cancelled(self, generation: Generation) -> None:
        generation.receipt = "cancelled"
        self._end(generation, "interrupted")

    def _end(self, generation: Generation, outcome: Outcome) -> None:
        self._endings.end(generation, outcome)
        if outcome == "interrupted":
            self._write(generation, self._aftermath.begin)
        else:
            # Taken back are the edits of stopped answers.
            generation.touches.edits.clear()
        generation.state = "ended"
        generation.ended_at = time.monotonic()
        generation.outcome = outcome
        generation.gate = None
        generation.request = None
        # Its traceback would keep what the persona's frames refer to.
        generation.error = None
        generation.task = generation.run = None
        if generation.receipt != "detached":
            generation.chat = None
            # Requests of its tasks may have to be refused, and a cell that goes on is told.
            keep: tuple[Resource, ...] = ("task", "thread", "execution")
            generation.resources.clear(keep=keep if outcome != "complete" else ())
        generation.signal.clear_callbacks()
        following = self._roster.leave(generation)
        self._log.debug("Generation %s: %s.", generation.generation_id, outcome)
        self._observers.notify(generation)
        generation.ended.set()
        self._begin_next(following)

    def _note_heard(self, generation: Generation) -> None:
        chat = self._roster.chat_with(generation)
        if generation.prompt_id in chat.heard:
            return
        chat.heard.add(generation.prompt_id)
        for one in chat.generations:
            if one.prompt_id == generation.prompt_id:
                one.is_heard = True
                if one.place is not None:
                    # It cannot be taken back any more.
                    self._observers.notify(one)

    def _begin_next(self, following: Generation | None) -> None:
        if following is not None:
            self.begin(following)

    def _write(self, generation: Generation, write: Callable[[Chat, Generation], None]) -> None:
        if generation.chat is None:
            return
        try:
            write(generation.chat, generation)
        except Exception:  # noqa: BLE001  a chat that cannot be written must not keep it alive
            self._log.exception(
                "Generation %s: its end could not be written.", generation.generation_id
            )


def outside_of_all(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """Run work of the registry's own, of which nothing may be taken for a generation's doing."""
    return contextvars.Context().run(asyncio.ensure_future, work)
