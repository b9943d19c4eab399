"""One `execute_request` that an answer has asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..generations import Call, Generation, OwnExecution
from ..generations.call import ASKED, STOPPED
from .execution import Execution, Sender

if TYPE_CHECKING:
    from .lane import Lane


class AnswersExecution(Execution, OwnExecution):
    """An execution that is a generation's own: dropped by its stop while it waits, interrupted
    while it runs, unless whoever stops leaves what runs.

    Args:
        msg_id: Of the request's header.
        sender: Who has asked for it.
        stops_on_error: Tells whether it was asked that its failure aborts what is queued behind.
            It is sent so that the kernel aborts nothing: what is to be dropped waits in the lane.
        generation: Whose it is.
        lane: Of its kernel.
        cell_id: Of the cell of a notebook that it is of, where the request says so.
        call: Of a tool, in which it was asked for.
    """

    is_answers = True

    def __init__(
        self,
        msg_id: str,
        sender: Sender,
        stops_on_error: Callable[[], bool],
        generation: Generation,
        lane: Lane,
        cell_id: str | None = None,
        call: Call | None = None,
    ) -> None:
        Execution.__init__(self, msg_id, sender, stops_on_error)
        OwnExecution.__init__(self, lane.kernel_id, cell_id, call)
        self.generation = generation
        self.is_stopped = False
        self.interrupted_at: float | None = None
        self._lane = lane
        self._take_back: Callable[[], None] | None = None
        self._is_dropped = False

    @property
    def is_over(self) -> bool:
        return self.phase == "over"

    @property
    def is_running(self) -> bool:
        return self.phase == "running"

    @property
    def is_left(self) -> bool:
        return self.generation.leaves_executions and self.phase in ("sent", "running")

    def interrupt(self) -> bool:
        # An answer that failed is given up as well, and nobody has asked for its cell to end.
        return self.generation.signal.stopped and self.close(is_again=False)

    def close(self, *, is_again: bool) -> bool:
        return not self.is_left and self._lane.stop(self)

    def end_alone(self) -> None:
        if self.ended_alone is None:
            self.ended_alone = self.generation.resources.loop.create_future()
        self._is_dropped = self.phase == "waiting"
        self._lane.stop(self)

    def how_alone(self, *, has_failed: bool) -> str | None:
        """How it can be told that the person has it ended alone, `STOPPED` or `ASKED`; `None` where
        that is not so, or where a stop of the answer, an interrupt by somebody else or the end of
        the kernel may have ended it.

        Args:
            has_failed: Whether it is known to have failed.
        """
        is_others = self.generation.signal.stopped or self.was_interrupted or self.is_lost
        if self.ended_alone is None or is_others:
            return None
        is_hit = has_failed and self.interrupted_at is not None
        return STOPPED if self._is_dropped or is_hit else ASKED

    def restart_kernel(self) -> None:
        self._lane.restart(self)

    def heed(self) -> None:
        """Have a stop reach it in its own tick, and not when a backend's own cancel has had its
        time. Called by its lane, before it is sent.
        """
        resources = self.generation.resources
        self._take_back = self.generation.signal.on_stop(
            lambda: resources.close(self, is_again=False)
        )

    def begin(self) -> None:
        super().begin()
        if self.cell_id is not None:
            self.generation.touches.note_run(self.kernel_id, self.cell_id)
        self._lane.changed(self.generation)

    def end(self) -> None:
        super().end()
        if self._take_back is not None:
            self._take_back()
        if self.ended_alone is not None and not self.ended_alone.done():
            self.ended_alone.set_result(self.how_alone(has_failed=self.has_failed))
        self.generation.resources.discard(self)
        self._lane.changed(self.generation)

    def is_batch_of(self, failed: Execution) -> bool:
        if isinstance(failed, AnswersExecution) and failed.generation is self.generation:
            return True
        return super().is_batch_of(failed)
