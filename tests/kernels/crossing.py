"""A lane with a kernel behind it, and answers and people who use it."""

from __future__ import annotations

from jupyter_stop_stream.generations import Generation, Request
from jupyter_stop_stream.kernels import AnswersExecution, Execution, Lane

from ..fakes.clock import DrivenClock
from ..fakes.recording_chat import RecordingChat
from ..fakes.recording_kernel import RecordingKernel


class RecordingSender:
    """Notes in a list shared by all what becomes of its request."""

    def __init__(self, name: str, told: list[str]) -> None:
        self._name = name
        self._told = told

    def send(self) -> None:
        self._told.append(f"{self._name} sent")

    def abort(self) -> None:
        self._told.append(f"{self._name} aborted")


class Crossing:
    """One lane. `told` says what was sent to the kernel, and what was aborted in its place.

    Args:
        chat: In which answers are written.
        sends_at_once: Whether a signal reaches the kernel in the turn in which it is asked for.
    """

    def __init__(self, chat: RecordingChat, *, sends_at_once: bool = True) -> None:
        self.clock = DrivenClock()
        self.kernel = RecordingKernel(sends_at_once=sends_at_once)
        self.changed: list[Generation] = []
        self.lane = Lane(self.kernel, self.clock, self.changed.append)
        self.told: list[str] = []
        self._chat = chat
        self.lane.heard()

    def answer(self) -> Generation:
        """An answer that runs."""
        request = Request(self._chat.get_id(), "prompt", "persona", "Persona", None, _nothing)
        generation = Generation(request, self._chat)
        generation.state = "running"
        return generation

    def person_runs(self, name: str, *, stops_on_error: bool = True) -> Execution:
        execution = Execution(name, RecordingSender(name, self.told), lambda: stops_on_error)
        self.lane.enter(execution)
        return execution

    def person_has_sent(self, name: str) -> None:
        """A request that could not wait."""
        self.lane.admit(Execution(name, RecordingSender(name, self.told), lambda: True))

    def answer_runs(
        self,
        generation: Generation,
        name: str,
        *,
        stops_on_error: bool = True,
        cell_id: str | None = None,
    ) -> AnswersExecution:
        sender = RecordingSender(name, self.told)
        execution = AnswersExecution(
            name, sender, lambda: stops_on_error, generation, self.lane, cell_id
        )
        generation.resources.add(execution)
        self.lane.enter(execution)
        return execution

    def stop(self, generation: Generation, *, leaves_executions: bool = False) -> None:
        """What a stop does in its own tick."""
        generation.state = "stopping"
        generation.leaves_executions = leaves_executions
        generation.signal.set()
        generation.cancel()

    def begins(self, name: str) -> None:
        """The kernel begins with it."""
        self.lane.busy(name)

    def ends(self, name: str, *, fails: bool = False, replies: bool = True) -> None:
        """The kernel ends it."""
        if fails:
            self.lane.failed(name)
        if replies:
            self.lane.replied(name)
        self.lane.idle(name)


async def _nothing() -> None:
    return
