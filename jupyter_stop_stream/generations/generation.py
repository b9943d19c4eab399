"""One persona answering one message."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
import weakref
from contextvars import ContextVar
from typing import Any, Final

from ..protocol import GenerationRecord, Limit, Outcome, Receipt, Resource, Seen, State
from .backend import Chat, Request
from .gate import Gate
from .own_command import OwnCommand
from .own_execution import MOST_TOLD, OwnExecution
from .resources import Resources
from .running import running
from .rush import Defer
from .signal import StopSource
from .touches import Touches
from .ungated import model_of

REFUSES_FOR_S: Final = 60.0
"""How long requests to the model are refused after the end of a stopped generation, at the least,
in seconds; clients try again with pauses of some seconds."""

_log = logging.getLogger(__name__)


class Generation:
    """State of one persona answering one prompt, from its acceptance to its end.

    Its `Lifecycle` alone changes it. `request`, `chat`, `gate` and `task` are let go of at the end;
    what remains is plain data.

    Args:
        request: What it is to answer.
        chat: The chat model's own methods, without any gate.
        log: Told what its code was refused, by its id.
        can_reload: Whether who answers can be started anew.
        root: Of the contents; see `Touches`.
    """

    def __init__(
        self,
        request: Request,
        chat: Chat,
        log: logging.Logger | None = None,
        *,
        can_reload: bool = True,
        root: str = "",
    ) -> None:
        self.generation_id = uuid.uuid4().hex
        self.request: Request | None = request
        self.chat_id = request.chat_id
        self.prompt_id = request.prompt_id
        self.persona_id = request.persona_id
        self.persona_name = request.persona_name
        self.asked_by = request.asked_by
        self.can_regenerate = request.can_regenerate
        self.can_continue = request.can_continue
        self.continues = None if request.continues is None else request.continues.reply_id
        """The id of the reply that it goes on from."""
        self.failure_ids: set[str] = set()
        """The replies in which the persona says of its failure, which are no part of the answer."""
        self.has_read_chat = False
        """Whether its code has read what the chat says."""
        self.can_reload = can_reload
        self.started_at = time.time()
        self.began_at: float | None = None
        """When it was its turn, in seconds since the epoch."""
        self.state: State = "queued"
        self.place: int | None = None
        """While it waits in a line: its place there, from 1; see `Lines`."""
        self.is_heard = False
        """Whether a persona has begun with its prompt, for this or another generation."""
        self.is_taken_back = False
        """Whether its prompt goes with it, as if it had not been sent."""
        self.dropped_by: str | None = None
        """Where a stop has ended it before it began: the id of that stop."""
        self.outcome: Outcome | None = None
        self.receipt: Receipt | None = None
        self.resources = Resources(asyncio.get_running_loop())
        self.left: set[Resource] = set()
        self.touches = Touches(root)
        self.leaves_executions = False
        """Whether whoever stopped it wants what it has kernels run to go on."""
        self.untold: list[OwnExecution] = []
        """Those that the person had ended alone when no call waited for them any more."""
        self.commands: list[OwnCommand] = []
        """What runs for it and can be ended alone, beside its executions in kernels."""
        self.reply_ids: list[str] = []
        self.stopped_by: str | None = None
        self.stopped_by_name: str | None = None
        self.stopped_at: float | None = None
        self.limit: Limit | None = None
        """What has stopped it by itself."""
        self.open_questions = 0
        """How many of its own it waits for a person to answer."""
        self.seen: dict[str, Seen] | None = None
        self.error: BaseException | None = None
        self.unseen_characters = 0
        self.is_saved: bool | None = None
        self.revision = 1
        self.log = _log if log is None else log
        self.chat: Chat | None = chat
        self._model = weakref.ref(model_of(chat))
        self.gate: Gate | None = None
        self.task: asyncio.Task[Any] | None = None
        """Runs its code: made for it, or one that existed already."""
        self.run: asyncio.Future[None] | None = None
        """Ends with its code, and cancels that: its task, or the block of it that answers."""
        self.cancel_called = False
        self.cancel_made = asyncio.Event()
        """Set when its task has been given the cancel, where there is one."""
        self._has_refused = False
        self.ended_at: float | None = None
        self.signal = StopSource()
        self.force = asyncio.Event()
        self.ended = asyncio.Event()

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.state != "ended"

    @property
    def is_interrupted(self) -> bool:
        """Whether nothing more of it may reach the chat."""
        return self.state == "stopping" or self.outcome == "interrupted"

    def writes_to(self, model: object) -> bool:
        """Whether it answers in the chat of this model, whatever the ids say. So it does after
        its end.
        """
        return self._model() is model

    @property
    def is_held(self) -> bool:
        """Whether what its code starts is held by it: until nothing of it runs any more."""
        return self.is_live or self.receipt == "detached"

    @property
    def is_in_background(self) -> bool:
        """Whether its task has returned, and tasks that it made go on with the answer."""
        return self.state == "running" and self.run is not None and self.run.done()

    @property
    def never_began(self) -> bool:
        """Whether it was stopped while it waited. It keeps nobody waiting until its end is told."""
        return self.state == "stopping" and self.task is None

    @property
    def refuses(self) -> bool:
        """Whether its code is kept from asking the model: from the cancel on, until nothing runs
        any more that it is known to have made, and for a while longer, as a thread that nobody
        knows of may be about to try again.
        """
        if not self.cancel_called:
            return False
        if self.ended_at is None or time.monotonic() - self.ended_at < REFUSES_FOR_S:
            return True
        return self.is_held or self.resources.has_any("task", "thread")

    def cancel(self, defer: Defer | None = None) -> None:
        """Cancel its task and interrupt what it holds. Only the first call counts: one turn of the
        loop after the first, a cancel hits httpcore while that closes its connection, and leaves
        the request running.

        Args:
            defer: Given the cancel of a task that hears nothing until then. Of any other it is made
                at once.
        """
        if self.cancel_called:
            return
        self.cancel_called = True
        hears_nothing = self.resources.interrupt()
        if defer is not None and hears_nothing:
            defer(self._cancel_run)
        else:
            self._cancel_run()

    def _cancel_run(self) -> None:
        if self.run is not None and not self.run.done():
            self.run.cancel()
        self.cancel_made.set()

    @property
    def executions(self) -> tuple[OwnExecution, ...]:
        """What it has kernels run, oldest first, also what of that goes on after its end."""
        held = self.resources.open("execution")
        return tuple(one for one in held if isinstance(one, OwnExecution))

    def note_write(self) -> None:
        """Called when code in its context writes a reply of it."""
        part = running()
        if part is not None:
            part.note_write()

    def note_refusal(self, what: str) -> None:
        """Called when its code is kept from asking the model again. The first time is told at the
        level of warnings, as a loop may try thousands of times.
        """
        is_first, self._has_refused = not self._has_refused, True
        self.log.log(
            logging.WARNING if is_first else logging.DEBUG,
            "Generation %s: refused %s, as it was stopped.",
            self.generation_id,
            what,
        )

    def is_asked_by(self, username: str) -> bool:
        """Whether a stop without ids from this person reaches it."""
        return self.asked_by is None or self.asked_by == username

    def record(self, reader: str, *, may_stop_others: bool = False) -> GenerationRecord:
        """What the person `reader` is told of it.

        Args:
            reader: Username.
            may_stop_others: Whether the reader may stop what somebody else asked for.
        """
        is_mine = self.is_asked_by(reader)
        record: GenerationRecord = {
            "generation_id": self.generation_id,
            "chat_id": self.chat_id,
            "chat_path": self.chat_path(),
            "prompt_id": self.prompt_id,
            "persona_id": self.persona_id,
            "persona_name": self.persona_name,
            "state": self.state,
            "outcome": self.outcome,
            "receipt": self.receipt,
            "closed": sorted(self.resources.closed),
            "left": sorted(self.left),
            "reply_ids": list(self.reply_ids),
            "is_mine": is_mine,
            "may_stop": is_mine or may_stop_others,
            "stopped_by": self.stopped_by,
            "started_at": self.started_at,
            "revision": self.revision,
        }
        executions = self.executions
        if executions:
            record["executions"] = [one.record() for one in executions[:MOST_TOLD]]
        if self.commands and self.is_live:
            record["commands"] = [one.record() for one in self.commands[:MOST_TOLD]]
        if self.place is not None:
            record["place"] = self.place
        if self.state == "queued" and is_mine and not self.is_heard:
            record["can_take_back"] = True
        if self.began_at is not None:
            record["began_at"] = self.began_at
        if self.open_questions and self.is_live:
            record["asks_person"] = True
        if self.is_saved is not None:
            record["is_saved"] = self.is_saved
        if not self.can_regenerate:
            record["can_regenerate"] = False
        if not self.can_reload:
            record["can_reload"] = False
        return record

    def chat_path(self) -> str | None:
        """Where the chat's file is, relative to the root of the contents, where that is known."""
        # A chat can be renamed while it is answered in. Of one that has ended nobody is left to
        # ask, and who looks at it there has it open.
        if self.chat is None:
            return None
        try:
            return self.chat.get_path()
        except Exception:  # noqa: BLE001  a file that was deleted must not keep its stop from being told
            return None


current_generation: ContextVar[Generation | None] = ContextVar(
    "stop_stream_generation", default=None
)
"""The generation this code runs in; child tasks and `asyncio.to_thread` inherit it."""
