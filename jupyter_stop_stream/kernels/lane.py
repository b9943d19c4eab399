"""The order in which executions reach one kernel while an answer has one there.

Without an execution of an answer's everything goes into the kernel at once, as if there were no
lane. With one, executions go in one at a time in the order in which they came, and those of others
wait only for as long as one of an answer's is in the kernel or before them. So an interrupt has
nothing else to hit, and aborts nothing that is queued behind.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from ..generations import Generation
from .answers_execution import AnswersExecution
from .assurance import Assurance
from .execution import Execution
from .kernel import Kernel
from .later import later

AGAIN_AFTER_S: Final = 1.5
"""How long a cell that was interrupted is left alone before it is interrupted again, in seconds. A
second signal while the first is being shown makes that last a second longer."""

SETTLES_FOR_S: Final = 0.05
"""How long nothing is sent to the kernel after a signal, in seconds: where the cell ended by itself
meanwhile, the next one would be hit."""

LOOKS_AFTER_S: Final = 1.0
"""When the kernel is asked whether a cell that was interrupted has ended, in seconds: a signal that
comes as the cell ends can cost all that would have told it."""

ARRIVES_WITHIN_S: Final = 0.1
"""How much later a status may arrive than an answer that was sent after it, in seconds."""

GETS_THERE_WITHIN_S: Final = 2.0
"""How long a request may take to the kernel, as on a connection that is just being made, in
seconds."""

REPLIES_WITHIN_S: Final = 0.5
"""How much later the reply of an interrupted cell may arrive than its `idle`, in seconds."""


class Lane:
    """What is in one kernel, and what waits before it. To be used on the event loop.

    Args:
        kernel: The kernel.
        loop: The event loop.
        changed: Called with each generation of which an execution began or ended here.
    """

    def __init__(
        self,
        kernel: Kernel,
        loop: asyncio.AbstractEventLoop,
        changed: Callable[[Generation], None],
    ) -> None:
        self.changed = changed
        self._kernel = kernel
        self._loop = loop
        self._inside: list[Execution] = []
        self._waiting: deque[Execution] = deque()
        self._interrupted: dict[str, AnswersExecution] = {}
        self._later = partial(later, loop)
        self._assurance = Assurance(kernel, loop, self._advance)
        self._is_signalling = False
        self._is_asking = False
        self._is_held = False

    @property
    def kernel_id(self) -> str:
        """By which the server knows the kernel."""
        return self._kernel.kernel_id

    @property
    def is_empty(self) -> bool:
        """Whether no execution is in the kernel or waits, so that nothing has to be told."""
        return not (self._inside or self._waiting)

    @property
    def is_open(self) -> bool:
        """Whether an execution of anybody else's but an answer's goes in at once. May be asked from
        any thread.
        """
        if self._waiting or self._is_held or not self._assurance.is_answering:
            return False
        return not any(one.is_answers for one in tuple(self._inside))

    def enter(self, execution: Execution) -> None:
        """Send an execution to the kernel, now or when it is its turn; one whose answer was
        stopped on the way here is dropped.
        """
        if isinstance(execution, AnswersExecution):
            execution.heed()
            if execution.is_stopped:
                execution.end()
                execution.sender.abort()
                return
            self.changed(execution.generation)
        self._waiting.append(execution)
        self._advance()
        if execution.phase == "waiting" and execution.is_answers:
            self._assurance.listen()

    def admit(self, execution: Execution) -> None:
        """Note an execution that goes into the kernel now, as its sender cannot wait."""
        execution.phase = "sent"
        execution.sent_at = self._loop.time()
        self._inside.append(execution)

    def stop(self, execution: AnswersExecution) -> bool:
        """Drop an execution that waits; interrupt one that runs, and again not before 1.5 s; one
        that is on its way into the kernel as soon as it begins.

        Returns:
            Whether anything was done.
        """
        is_again, execution.is_stopped = execution.is_stopped, True
        if execution.phase == "waiting":
            self._drop(lambda one: one is execution)
            self._advance()
            return True
        if execution.phase == "running":
            return self._interrupt(execution)
        return execution.phase == "sent" and not is_again

    def restart(self, execution: AnswersExecution) -> None:
        """Start the kernel anew, if this execution runs in it then."""
        self._kernel.restart(lambda: execution.is_running)

    def heard(self) -> None:
        """What the kernel publishes is heard. Calling it twice is fine."""
        self._assurance.heard()

    def busy(self, msg_id: str) -> None:
        """The kernel says that it has begun with an execution."""
        execution = self._in_kernel(msg_id)
        if execution is None:
            return
        execution.begin()
        if isinstance(execution, AnswersExecution) and execution.is_stopped:
            self._interrupt(execution)

    def failed(self, msg_id: str) -> None:
        """The kernel says that an execution has failed."""
        execution = self._in_kernel(msg_id)
        if execution is not None:
            execution.has_failed = True

    def replied(self, msg_id: str) -> None:
        """The kernel's reply to an execution has reached its sender."""
        execution = self._in_kernel(msg_id) or self._interrupted.get(msg_id)
        if execution is not None and not execution.has_reply:
            execution.behind = tuple(self._waiting)

    def idle(self, msg_id: str) -> None:
        """The kernel says that it is done with an execution."""
        execution = self._in_kernel(msg_id)
        if execution is not None:
            self._end(execution)

    def interrupted(self) -> None:
        """Somebody else interrupts the kernel: where what runs fails by it, what waits is dropped,
        as the kernel does with what is queued in it.
        """
        for execution in self._inside:
            execution.was_interrupted = True

    def hold(self) -> None:
        """Let nothing in until `release`: the kernel is being started anew for somebody who does
        not keep others from using it meanwhile.
        """
        self._is_held = True

    def release(self) -> None:
        """Let in what has come meanwhile. Calling it twice is fine."""
        self._is_held = False
        self._advance()

    def clear(self) -> None:
        """The kernel is started anew or has ended, and what was in it or before it is lost."""
        inside, self._inside = self._inside, []
        for execution in inside:
            execution.is_lost = True
            execution.end()
        self._drop(lambda _: True)
        self._kernel.close()

    def _in_kernel(self, msg_id: str) -> Execution | None:
        """The one that the kernel means: clients of one kernel manager may use the same ids, and
        the kernel takes what it was sent in its order.
        """
        return next((one for one in self._inside if one.msg_id == msg_id), None)

    def _end(self, execution: Execution) -> None:
        self._inside.remove(execution)
        if execution.has_failed and execution.stops_on_error():
            behind = self._waiting if execution.behind is None else execution.behind
            self._drop(lambda one: one in behind and one.is_batch_of(execution))
        if isinstance(execution, AnswersExecution) and execution.interrupted_at is not None:
            self._interrupted[execution.msg_id] = execution
            self._later(REPLIES_WITHIN_S, partial(self._answer_for_kernel, execution))
            self._assurance.doubt()
            if not self._is_signalling:
                self._assurance.ask()
        execution.end()
        self._advance()

    def _advance(self) -> None:
        while self._waiting and self._may_enter(self._waiting[0]):
            execution = self._waiting.popleft()
            self.admit(execution)
            execution.sender.send()
        if self._waiting:
            self._ask()

    def _may_enter(self, execution: Execution) -> bool:
        if self._is_held or not self._assurance.is_answering:
            return False
        if execution.is_answers and not self._assurance.is_heard:
            return False
        inside = self._inside
        return not inside or not (execution.is_answers or any(one.is_answers for one in inside))

    def _drop(self, is_meant: Callable[[Execution], bool]) -> None:
        dropped = [one for one in self._waiting if is_meant(one)]
        self._waiting = deque(one for one in self._waiting if one not in dropped)
        for execution in dropped:
            execution.end()
            execution.sender.abort()

    def _interrupt(self, execution: AnswersExecution) -> bool:
        now, before = self._loop.time(), execution.interrupted_at
        if self._is_signalling or (before is not None and now - before < AGAIN_AFTER_S):
            return False
        execution.interrupted_at = now
        self._is_signalling = True
        self._kernel.interrupt(partial(self._later, SETTLES_FOR_S, self._settle))
        self._later(LOOKS_AFTER_S, partial(self._look, execution))
        return True

    def _settle(self) -> None:
        self._is_signalling = False
        self._assurance.ask()
        self._advance()

    def _look(self, execution: AnswersExecution) -> None:
        if execution.phase != "over":
            ended = partial(self._end_lost, (execution,))
            self._kernel.ask_whether_free(partial(self._later, ARRIVES_WITHIN_S, ended))

    def _ask(self) -> None:
        """Find out by another way when what is in the kernel has ended: what waits would wait for
        ever where the kernel's status is lost, as in a flood of output.
        """
        if self._inside and not self._is_asking:
            self._is_asking = True
            there = tuple(one for one in self._inside if self._is_there(one))
            answered = partial(self._later, ARRIVES_WITHIN_S, partial(self._conclude, there))
            self._kernel.ask_whether_free(answered)

    def _is_there(self, execution: Execution) -> bool:
        """Whether the kernel has it for sure. What is asked later, by another connection, may
        overtake what has just been sent.
        """
        long_ago = self._loop.time() - GETS_THERE_WITHIN_S
        return execution.phase == "running" or execution.sent_at <= long_ago

    def _conclude(self, there: Iterable[Execution]) -> None:
        self._is_asking = False
        self._end_lost(there)
        if self._waiting:
            self._ask()

    def _end_lost(self, there: Iterable[Execution]) -> None:
        for execution in there:
            if execution.phase != "over":
                self._end(execution)

    def _answer_for_kernel(self, execution: AnswersExecution) -> None:
        self._interrupted.pop(execution.msg_id, None)
        if not execution.has_reply:
            execution.sender.abort()
