"""The registry: what can be asked about the generations of a server, and of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from jupyterlab_chat.models import Message

from ..protocol import EndBy, Limit, MoveTo, NotAllowed, Seen, UnknownChat
from .backend import Chat, ChatBackend, Request
from .continuation import continued
from .ends import Ends
from .gate import Gate
from .generation import Generation
from .ladder import LadderTimes
from .lifecycle import Lifecycle
from .limits import NO_LIMITS, AnswerLimits, Limiter
from .marker import mark_begin, mark_broken_off, streaming_mark
from .observers import Observer, Observers
from .open_chats import OpenChat, OpenChats
from .pace import Pace
from .regeneration import regenerated
from .reloads import Reloads
from .resources import Recorder
from .roster import Roster
from .saves import SaveTimes
from .seam import Seam
from .stop_messages import StopMessages
from .stops import Stops
from .unwatched import Unwatched
from .waiting import Waiting


class Registry:
    """Starts, queues, stops and observes generations.

    It belongs to one event loop and is used from there only. One persona answers one message at
    a time in a chat; further ones wait as `queued`.

    Args:
        times: How long the steps of the stop ladder are given.
        flush_interval_s: Least time between two writes of a generation, in seconds.
        save_interval_s: How long the file of a long chat may wait for what its pages have of an
            answer that streams, in seconds; 0 for not at all.
        log: Where the course of things is told, by generation id.
        recorder: Records what generations hold beside their tasks; without one, a stop reaches
            their tasks alone.
        is_file: Whether there is a file at a path that is relative to the root of the contents, as
            far as can be known. By it a copy of a chat is told from one that was renamed.
        root: Of the contents, to which what generations touch is relative.
        limits: What one generation may have before it is stopped by itself.
    """

    def __init__(
        self,
        times: LadderTimes,
        *,
        flush_interval_s: float,
        save_interval_s: float = 0,
        log: logging.Logger,
        recorder: Recorder | None = None,
        is_file: Callable[[str], bool] = lambda path: False,
        root: str = "",
        limits: AnswerLimits = NO_LIMITS,
    ) -> None:
        self._flush_interval_s = flush_interval_s
        self._root = root
        self._log = log
        self._pace = Pace()
        # Of their own: the pages need not wait for a long file.
        self._save_times = SaveTimes(save_interval_s)
        self._roster = Roster()
        self._chats = OpenChats(is_file)
        self._observers = Observers(log, self._chats.is_meant)
        self._lifecycle = Lifecycle(times, self._roster, self._observers, log, recorder)
        self._stops = Stops(self._roster, self._chats, self._lifecycle)
        self._stop_messages = StopMessages(self._stops, self._roster, self._chats)
        self._waiting = Waiting(self._roster, self._chats, self._lifecycle)
        self._ends = Ends(self._roster, self._chats)
        self._reloads = Reloads(self._roster, self._lifecycle, log)
        self._limiter: Limiter | None = None
        if limits.are_of_time_or_text:
            self._limiter = Limiter(limits, self._on_limit)
            self._observers.add(self._limiter.on_changed)
        self._unwatched: Unwatched | None = None
        if limits.unwatched_s:
            is_followed = self._observers.is_followed
            self._unwatched = Unwatched(limits.unwatched_s, is_followed, self._on_limit)
            self._observers.add(self._unwatched.on_changed)

    def connect(self, chat: Chat, backend: ChatBackend) -> None:
        """Gate a chat and take generations of a backend for it. Doing so twice is fine.

        Backends of one chat model share its gate. Where the model is a file that was opened
        anew, the chat that it was before is closed: its generations are stopped, its backends
        disconnected, and it writes to the file no more.

        Marks that claim to be streaming while nothing does become `error`: the server stopped
        while those replies were written.

        Raises:
            UnknownChat: The file of this chat model was opened anew since.
        """
        if self._chats.is_retired(chat):
            raise UnknownChat("This chat was opened anew.")
        earlier = self._chats.of(backend)
        if earlier is not None and earlier.model is not chat:
            self.disconnect(backend)
        for older in self._chats.retire_older(chat):
            self._disconnect(older)
        opened = self._chats.of_model(chat) or self._roster.chat_of(chat)
        if opened is None:
            opened = OpenChat(chat, self._save_times)
        self._chats.connect(opened, backend)
        live_ids = {one.generation_id for one in opened.generations}
        mark_broken_off(opened.gated.ungated, live_ids)
        self._observers.notify_connected(opened.chat_id)

    def disconnect(self, backend: ChatBackend) -> None:
        """Take no more generations of a backend; stop those that run. Unknown ones are fine.

        The chat stays gated, as code that swallows the stop may still write to it.
        """
        opened = self._chats.of(backend)
        self._disconnect(backend)
        if opened is not None:
            self._observers.notify_connected(opened.chat_id)

    def is_connected(self, backend: ChatBackend) -> bool:
        """Whether generations are taken of a backend."""
        return self._chats.of(backend) is not None

    def is_answered_in(self, chat_id: str, chat_path: str | None = None) -> bool:
        """Whether generations are taken of any backend in a chat. While personas are made anew
        they are.
        """
        return bool(self._chats.named(chat_id, chat_path))

    def is_meant(self, generation: Generation, chat_path: str | None) -> bool:
        """Whether a generation is of the chat that its id and this path name."""
        return self._chats.is_meant(generation, chat_path)

    @contextmanager
    def paused(self, backend: ChatBackend) -> Iterator[None]:
        """While a backend makes its personas anew: what they are doing is stopped, and prompts
        that wait or come in for them begin when it is over.
        """
        with self._reloads.paused(backend):
            self._stops.of_backend(backend, with_queued=False)
            yield

    def observe(
        self,
        observer: Observer,
        chat_id: str | None = None,
        chat_path: str | None = None,
        *,
        on_connected: Callable[[], None] | None = None,
    ) -> Callable[[], None]:
        """Call `observer` with each generation that changed, of a chat or of all. Who observes one
        chat is a page that has it open, or follows it to the end of what goes on there.

        Args:
            chat_path: Of the chats of this id, of which one may be a copy of another's file, the
                one that is meant. Where none was opened from there, those are whose file may have
                been renamed; with `None` all of them. Likewise wherever there is a `chat_path`.
            on_connected: Called when a backend of that chat was connected or disconnected, and
                when its personas were made anew.

        Returns:
            A function that ends it; calling it twice is fine.
        """
        known = () if chat_path is None else self.live(chat_id, chat_path)
        remove = self._observers.add(observer, chat_id, chat_path, on_connected, known)
        if chat_id is None or self._unwatched is None:
            return remove
        unwatched = self._unwatched
        unwatched.look(self.live(chat_id))

        def leave() -> None:
            remove()
            unwatched.look(self.live(chat_id))

        return leave

    def note_request(self, generations: Iterable[Generation]) -> None:
        """To be called when somebody asks by a request what becomes of these: they are not taken
        for unwatched from then on.
        """
        if self._unwatched is not None:
            self._unwatched.note_request(generations)

    def live(
        self, chat_id: str | None = None, chat_path: str | None = None
    ) -> tuple[Generation, ...]:
        """The generations that have not ended, of a chat or of all."""
        if chat_id is None:
            return self._roster.all_live()
        return tuple(self._chats.meant(self._roster.live(chat_id), chat_id, chat_path))

    def live_of(self, backend: ChatBackend) -> tuple[Generation, ...]:
        """The generations of one backend that have not ended, oldest first."""
        return self._roster.live_of(backend)

    def known(self, generation_ids: Sequence[str]) -> list[Generation]:
        """Those of these ids that are live or ended not long ago."""
        return self._roster.known(generation_ids)

    def find(self, generation_id: str) -> Generation:
        """A generation that is live or ended not long ago.

        Raises:
            UnknownGeneration: There is none of that id.
        """
        return self._roster.find(generation_id)

    def start(self, backend: ChatBackend, request: Request) -> Generation:
        """Take on a prompt for a backend. It runs at once, or when its persona is done with those
        before it.

        Raises:
            UnknownChat: The backend is not connected.
        """
        opened = self._chats.of(backend)
        if opened is None:
            raise UnknownChat("This chat is not open on the server.")
        gated = opened.gated
        generation = Generation(
            request, gated.ungated, self._log, can_reload=backend.can_reload, root=self._root
        )
        on_written = self._limiter.on_written if self._limiter else _tell_nobody
        generation.gate = Gate(
            gated.ungated,
            streaming_mark(generation),
            flush_interval_s=self._flush_interval_s,
            pace=self._pace,
            on_reply=partial(self._on_reply, generation),
            seam=None if request.continues is None else Seam(request.continues.text),
            on_written=partial(on_written, generation),
        )
        mark_begin(gated.ungated, generation)
        self._log.debug("Generation %s: for %s.", generation.generation_id, request.persona_id)
        is_turn = self._roster.enter(generation, opened, backend)
        if not self._stops.before_it_began(generation):
            if is_turn:
                self._lifecycle.begin(generation)
            else:
                self._lifecycle.wait(generation)
        return generation

    def stop(
        self,
        chat_id: str,
        generation_ids: Sequence[str] | None,
        *,
        chat_path: str | None = None,
        prompt_ids: Sequence[str] = (),
        by: str,
        by_name: str | None = None,
        may_stop_others: bool = False,
        seen: dict[str, Seen] | None = None,
        leaves_executions: bool = False,
        but_not: Container[str] = (),
        limit: Limit | None = None,
    ) -> list[Generation]:
        """Stop the generations named, or all of one person's in a chat, queued ones too.

        Returns at once: that they ended is told to the observers. With a generation that runs,
        the same person's prompts that wait for its persona are stopped. Stopping what is
        stopping skips the backend's grace; stopping what has ended changes nothing, and ids that
        are not known in this chat are left out.

        Args:
            chat_path: See `observe`.
            prompt_ids: Prompts of the same person that are meant too. One that has not come yet
                is stopped before it begins, if it comes within `REMEMBERED_FOR_S`.
            by: Username of who asks, by the server's own identity.
            by_name: What they are called.
            may_stop_others: Whether naming somebody else's generation reaches it.
            seen: What was on the screen; see `Gate.finish`.
            leaves_executions: Whether what runs in kernels is to go on.
            but_not: Generations that the same request has stopped before.
            limit: What asks for it in the person's place. It hurries nothing, and reaches no
                prompt that waits behind what is named.

        Returns:
            The generations that were meant.

        Raises:
            UnknownGeneration: None of the ids is of this chat, and no prompt was named.
            NotAllowed: One of the ids is somebody else's. Nothing was stopped.
        """
        return self._stops.in_chat(
            chat_id,
            generation_ids,
            chat_path=chat_path,
            prompt_ids=prompt_ids,
            by=by,
            by_name=by_name,
            may_stop_others=may_stop_others,
            seen=seen,
            leaves_executions=leaves_executions,
            but_not=but_not,
            limit=limit,
        )

    def after_stops(self, work: Callable[[], object]) -> None:
        """Do what follows from a `stop` that has just returned, as telling whoever asked for it: at
        once or, where many stops come one after the other, when they are over or
        `rush.DEFER_LIMIT_S` later. None of them waits for it then.
        """
        self._lifecycle.after_stops(work)

    def take_stop(self, chat: Chat, message: Message) -> bool:
        """Do what a person's message asks for that is nothing but a stop: stop what its sender has
        asked for, in this chat or in all.

        Called with each message by whoever would have it answered. Again with the same one, nothing
        more is done.

        Returns:
            Whether it is one, and nobody is to be asked it.
        """
        return self._stop_messages.take(chat, message)

    def move(
        self,
        chat_id: str,
        generation_id: str,
        to: MoveTo,
        *,
        chat_path: str | None = None,
        by: str,
        by_name: str | None = None,
        may_stop_others: bool = False,
    ) -> list[Generation]:
        """Move a prompt that waits for its turn. Nothing that runs is stopped.

        Args:
            chat_path: See `observe`.
            to: `front`: it is the next that its persona answers in this chat. `input`: whoever has
                sent it takes it back; no persona answers it, and it is deleted from the chat
                without a mark.
            by: Username of who asks, by the server's own identity.
            by_name: What they are called.
            may_stop_others: Whether this reaches somebody else's generation. Theirs is not taken
                back.

        Returns:
            The generations that were moved: all of the prompt's, where that is taken back.

        Raises:
            UnknownGeneration: There is none of that id in this chat.
            UnknownPrompt: It is to be taken back, and is not in the chat any more.
            NotWaiting: It does not wait any more, or is to be taken back and a persona has begun
                with it. Nothing was done.
            NotAllowed: The generation is somebody else's, or the prompt that is to be taken back
                is. Nothing was done.
        """
        return self._waiting.move(
            chat_id,
            generation_id,
            to,
            chat_path=chat_path,
            by=by,
            by_name=by_name,
            may_stop_others=may_stop_others,
        )

    def end_execution(
        self,
        chat_id: str,
        execution_id: str,
        how: EndBy,
        *,
        chat_path: str | None = None,
        by: str,
        may_stop_others: bool = False,
    ) -> Generation:
        """End one execution of a generation alone, which goes on itself where it is live.

        Returns at once: that the execution is over is told to the observers. Whatever else the
        kernel runs by then is left alone. Whoever waits for the result is told by the kernel, or in
        its place.

        Args:
            chat_path: See `observe`.
            by: Username of who asks, by the server's own identity.
            may_stop_others: Whether this reaches somebody else's generation.

        Returns:
            The generation whose it is.

        Raises:
            UnknownExecution: There is none of that id in this chat that is not over, or none that
                runs where the kernel is to be started anew.
            NotAllowed: The generation is somebody else's. Nothing was done.
        """
        return self._ends.end(
            chat_id,
            execution_id,
            how,
            chat_path=chat_path,
            by=by,
            may_stop_others=may_stop_others,
        )

    def whose_execution(self, execution_id: str) -> Generation:
        """The generation that has asked for an execution which is not over.

        Raises:
            UnknownExecution: There is none.
        """
        return self._ends.whose(execution_id)

    def left_in(self, chat_id: str, chat_path: str | None = None) -> tuple[Generation, ...]:
        """The generations of a chat that have ended and of which an execution goes on."""
        return self._ends.left_in(chat_id, chat_path)

    def tell(self, generation: Generation) -> None:
        """Tell the observers of a generation that what it has kernels run has changed."""
        self._observers.notify(generation)

    def stop_persona(
        self, backend: ChatBackend, persona_id: str, *, by: str | None, by_name: str | None
    ) -> list[Generation]:
        """Stop what one persona of a backend is doing or is to do.

        Args:
            by: Username of who asks, whose generations are meant; `None` where nobody knows, and
                all are.
            by_name: What they are called.

        Returns:
            The generations that were meant; none, where it has nothing to do.

        Raises:
            NotAllowed: All of them were asked for by somebody else. Nothing was stopped.
        """
        return self._stops.of_persona(backend, persona_id, by=by, by_name=by_name)

    def give_up(self, generation: Generation) -> None:
        """Stop a generation that nobody waits for any more. Doing so twice is fine."""
        if generation.state in ("queued", "running"):
            self._stops.all([generation])

    def regenerate(
        self, chat_id: str, prompt_id: str, *, chat_path: str | None = None, by: str
    ) -> list[Generation]:
        """Ask whoever a prompt was for the same prompt again.

        Where it is being answered already, or waits to be, nothing is begun.

        Args:
            chat_path: See `observe`.
            by: Username of who asks, by the server's own identity. The new generation is theirs.

        Returns:
            The generations that answer it.

        Raises:
            UnknownChat: The chat is not connected.
            UnknownPrompt: There is no such prompt, or nobody to answer it.
            TooManyWait: As many prompts as may wait in this chat.
        """
        chat = self._named(chat_id, chat_path)[0]
        self._stops.forget(chat_id, prompt_id)
        return regenerated(self._roster, chat, prompt_id, by)

    def continue_answer(
        self, chat_id: str, message_id: str, *, chat_path: str | None = None, by: str
    ) -> list[Generation]:
        """Ask whoever wrote a reply that was stopped or broke off to go on from where it ends, in
        a new one.

        Where that is being done already, or waits to be, nothing is begun.

        Args:
            message_id: The reply.
            chat_path: See `observe`.
            by: As for `regenerate`.

        Returns:
            The generations that go on from it.

        Raises:
            UnknownChat: The chat is not connected.
            UnknownPrompt: There is no such reply with a text, or nobody to go on from it.
            TooManyWait: As many prompts as may wait in this chat.
        """
        return continued(self._named(chat_id, chat_path)[0], message_id, by)

    def reload(
        self,
        chat_id: str,
        *,
        chat_path: str | None = None,
        by: str,
        by_name: str | None = None,
        may_stop_others: bool = False,
    ) -> list[Generation]:
        """Stop all that runs in a chat, and have what answers there started anew. Who cannot be
        started anew is left alone.

        Returns at once; the reload goes on in a task of the registry's own, and prompts that come
        in meanwhile wait for it. Asked for again during a reload, it is the same one.

        Args:
            chat_path: See `observe`.
            by: Username of who asks, by the server's own identity.
            by_name: What they are called.
            may_stop_others: Whether this may stop what somebody else asked for.

        Returns:
            The generations that were stopped.

        Raises:
            UnknownChat: The chat is not connected.
            NotAllowed: Something that somebody else asked for runs there. Nothing was done.
        """
        chats = self._named(chat_id, chat_path)
        meant = [one for one in self.live(chat_id, chat_path) if one.can_reload]
        if not may_stop_others and not all(one.is_asked_by(by) for one in meant):
            raise NotAllowed("An answer that somebody else asked for is being written.")
        backends = [
            one
            for chat in chats
            for one in chat.backends
            if one.can_reload and one not in self._reloads
        ]
        if not backends:
            # What waits then waits for the reload that goes on.
            return []
        self._stops.all(meant, by=by, by_name=by_name)
        for backend in backends:
            self._reloads.begin(backend)
        return meant

    async def shutdown(self) -> None:
        """Stop everything, and return when it has ended or was given up."""
        # Untold: a page is not to take it for a chat where nobody answers any more.
        for backend in self._chats.backends():
            self._disconnect(backend)
        await self._reloads.all_over()
        await self._lifecycle.all_over()

    def _disconnect(self, backend: ChatBackend) -> None:
        self._chats.disconnect(backend)
        self._stops.of_backend(backend, with_queued=True)

    def _named(self, chat_id: str, chat_path: str | None) -> list[OpenChat]:
        chats = self._chats.named(chat_id, chat_path)
        if not chats:
            raise UnknownChat("This chat is not open on the server.")
        return chats

    def _on_limit(self, generation: Generation, limit: Limit) -> None:
        if generation.state in ("queued", "running"):
            self._log.info(
                "Generation %s: came to a limit (%s, %g).",
                generation.generation_id,
                limit["kind"],
                limit["amount"],
            )
            self._stops.all([generation], limit=limit)

    def _on_reply(self, generation: Generation, message_id: str) -> None:
        generation.reply_ids.append(message_id)
        self._observers.notify(generation)


def _tell_nobody(generation: Generation) -> None:
    """Of a write, where no limit counts it."""
