"""The processes that a generation started, by `subprocess.Popen`, which asyncio uses too, and by
event loops that start processes themselves, as uvloop's.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar, Final

import psutil
import wrapt

from ..generations import Generation, Held
from ..protocol import Resource
from .managers import is_started_by_manager
from .owner import Owner
from .peers import known
from .process_ending import end_all, is_running
from .process_table import ProcessTable
from .starting import owner

STARTING_METHODS: Final = ("subprocess_exec", "subprocess_shell")


class ChildProcess(Held):
    """A process, and all that it started.

    Args:
        pid: Of a process that was just started.
        owner: Who started it.
        grace_period_s: How long it is given to end by itself before it is killed, in seconds.
        table: Tells what it has started.
    """

    kind: ClassVar[Resource] = "process"

    def __init__(self, pid: int, owner: Owner, grace_period_s: float, table: ProcessTable) -> None:
        # It knows the process by its time of creation too, so that a pid that is used again is
        # never taken for it.
        self._process = psutil.Process(pid)
        self._owner = owner
        self._grace_period_s = grace_period_s
        self._table = table
        self._resources = owner.generation.resources
        self._descendants: set[psutil.Process] = set()
        self._ending: asyncio.Task[None] | None = None
        known.add(self)

    @property
    def generation(self) -> Generation:
        """Whose it is."""
        return self._owner.generation

    def tree(self) -> set[psutil.Process]:
        """The process, and what it has started that goes on. To be called on the event loop."""
        self._look_for_descendants()
        return {self._process, *self._descendants}

    @property
    def is_own(self) -> bool:
        return self._owner.works_for_it

    @property
    def is_over(self) -> bool:
        if self._ending is not None:
            return self._ending.done()
        return not any(is_running(process) for process in (self._process, *self._descendants))

    def interrupt(self) -> bool:
        # Whoever ends the process at the cancel leaves no trace of what that had started.
        if self.is_own:
            self._look_for_descendants()
        return False

    def close(self, *, is_again: bool) -> bool:
        if self._ending is not None:
            return False
        self._ending = asyncio.ensure_future(self._end(self.tree()))
        self._ending.add_done_callback(lambda _: self._resources.discard(self))
        return True

    async def _end(self, tree: set[psutil.Process]) -> None:
        await end_all(tree, self._later_descendants, self._grace_period_s)

    def _later_descendants(self) -> set[psutil.Process]:
        self._look_for_descendants()
        return self._descendants

    def _look_for_descendants(self) -> None:
        self._descendants |= self._table.descendants(self._process)


class ProcessRecorder:
    """Has generations hold the processes that are started in them.

    Args:
        grace_period_s: How long a process is given to end before it is killed, in seconds.
    """

    def __init__(self, grace_period_s: float) -> None:
        self._grace_period_s = grace_period_s
        self._table = ProcessTable()

    def record(self) -> None:
        """Wrap `subprocess.Popen`. To be called once."""

        def wrapper(
            wrapped: Callable[..., None], popen: subprocess.Popen[Any], args: Any, kwargs: Any
        ) -> None:
            wrapped(*args, **kwargs)
            self._note(popen.pid)

        wrapt.wrap_function_wrapper(subprocess, "Popen.__init__", wrapper)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wrap the methods of a loop that starts processes by itself. Calling it twice is fine."""
        # asyncio's own loops use Popen.
        if isinstance(loop, asyncio.BaseEventLoop):
            return
        for name in STARTING_METHODS:
            start = getattr(loop, name, None)
            if start is not None and not getattr(start, "is_recorded", False):
                # One that takes no attributes is left as it is.
                with suppress(AttributeError):
                    setattr(loop, name, self._noting(start))

    def _noting(self, start: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def noting(*args: Any, **kwargs: Any) -> Any:
            transport, protocol = await start(*args, **kwargs)
            self._note(transport.get_pid())
            return transport, protocol

        noting.is_recorded = True  # type: ignore[attr-defined]
        return noting

    def _note(self, pid: int | None) -> None:
        whose = owner()
        if whose is None or pid is None or is_started_by_manager():
            return
        # It may be over already.
        with suppress(psutil.Error):
            whose.hold(ChildProcess(pid, whose, self._grace_period_s, self._table))
