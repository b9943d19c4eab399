"""The commands of JupyterLab that answers have pages execute.

jupyterlab-commands-toolkit sends each to the pages as an event with a request id, and a page sends
what came of it back under that id. So the id tells whose a command is, wherever it comes to.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakValueDictionary

from ..generations import Call, Generation, call_of
from ..generations.running import child_of, current_task
from ..kernels import Refusals
from .owner import Owner, Starter, is_part
from .starting import owner
from .waiting import waiters

LAB_COMMAND: Final = "https://events.jupyter.org/jupyterlab_command_toolkit/lab_command/v1"
"""The schema of the event."""

KEY: Final = "stop_stream"
"""Where an event says whose its command is, beside what the toolkit reads."""

REQUEST_ID: Final = "requestId"

REMEMBERED: Final = 4096
"""So many commands are known by their request ids at the same time; the oldest is forgotten."""

REFUSED: Final = "The person stopped this answer."
"""What the agent is told; it may show or heed it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LabCommand:
    """A command that an answer has pages execute.

    Attributes:
        name: The command's id in JupyterLab.
        args: As the page gets them.
        request_id: By which it is known.
    """

    name: str
    args: dict[str, Any]
    request_id: str


Observer = Callable[[Generation, LabCommand], object]


class LabCommands:
    """Knows by its request id whose a command is. To be used on the event loop."""

    def __init__(self) -> None:
        self._by_request: WeakValueDictionary[str, Generation] = WeakValueDictionary()
        self._calls: WeakValueDictionary[str, Call] = WeakValueDictionary()
        self._refusals = Refusals()
        self._observers: list[Observer] = []

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` with each command that a generation sends, in the code that sends it. A
        page may refuse it all the same.

        Returns:
            A function that takes the observer back; calling it twice is fine.
        """
        self._observers.append(observer)

        def remove() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return remove

    def generation_of(self, request_id: object) -> Generation | None:
        """Whose a command is. What is not known, or of an answer that is forgotten, is nobody's."""
        return self._by_request.get(request_id) if isinstance(request_id, str) else None

    def call_of(self, request_id: object) -> Call | None:
        """Which call waits for what comes of a command, if that is known and has not ended."""
        return self._calls.get(request_id) if isinstance(request_id, str) else None

    def note(self, generation: Generation, data: dict[str, Any]) -> None:
        """Have a command be known as a generation's. Called when its event is to be emitted, which
        says from here on whose it is. One without a request id, as nobody waits for what comes of
        it, is given one.

        Args:
            generation: Whose it is.
            data: Of the event.
        """
        data[KEY] = {"generation_id": generation.generation_id}
        request_id = str(data.setdefault(REQUEST_ID, str(uuid.uuid4())))
        self._by_request[request_id] = generation
        call = call_of(generation)
        if call is not None:
            self._calls[request_id] = call
        if len(self._by_request) > REMEMBERED:
            self._by_request.pop(next(iter(self._by_request)), None)
        if generation.is_interrupted:
            return
        args = data.get("args")
        command = LabCommand(
            str(data.get("name", "")), args if isinstance(args, dict) else {}, request_id
        )
        for observer in tuple(self._observers):
            try:
                observer(generation, command)
            except Exception:  # noqa: BLE001  who looks on must not keep a command from going out
                _log.exception("An observer of commands failed.")

    def may_go(self, data: dict[str, Any]) -> bool:
        """Whether an event may be emitted now: not if it has a command of an answer that was
        stopped since.
        """
        generation = self.generation_of(data.get(REQUEST_ID))
        if generation is None or not generation.is_interrupted:
            return True
        generation.note_refusal("a command of JupyterLab")
        return False

    async def refuse(self, generation: Generation, data: dict[str, Any]) -> dict[str, Any]:
        """The result of a command that a stopped generation goes on to send; the more of them, the
        later it comes.
        """
        generation.note_refusal("a command of JupyterLab")
        await asyncio.sleep(self._refusals.next_pause_s(generation))
        return refusal(data)


def refusal(data: dict[str, Any]) -> dict[str, Any]:
    """The toolkit's own result of a command that failed."""
    return {REQUEST_ID: data.get(REQUEST_ID, ""), "success": False, "error": REFUSED}


def sending() -> Generation | None:
    """Whose command the code that runs now sends; `None` where that cannot be shown.

    It is a generation's where its task sends it or waits for who does. A shield between the two, as
    jupyter-ai-tools has one around each command, keeps the command from being cancelled, and makes
    it nobody else's.
    """
    whose = owner()
    if whose is None:
        return None
    if whose.works_for_it:
        return None if whose.is_needed_by_others else whose.generation
    return whose.generation if _is_waited_for(whose) else None


def _is_waited_for(whose: Owner) -> bool:
    """Whether the generation's task, or a tool that it has called, waits for the current task, and
    nobody else does.
    """
    generation, first = whose.generation, current_task()
    todo = [] if first is None else [first]
    seen = set(todo)
    is_found = False
    while todo:
        for waiter in waiters(todo.pop()):
            if not is_part(waiter, generation):
                return False
            child = child_of(waiter)
            if waiter is generation.task or (isinstance(child, Starter) and child.works_for_it):
                is_found = True
            elif waiter not in seen:
                seen.add(waiter)
                todo.append(waiter)
    return is_found
