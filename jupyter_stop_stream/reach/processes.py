"""The processes that a generation started, by `subprocess.Popen`, which asyncio uses too."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, ClassVar, Final

import psutil
import wrapt

from ..generations import Held, Resources
from ..protocol import Resource
from .holder import holder

LOOK_INTERVAL_S: Final = 0.02
"""How often a process that was told to end is looked at. Waiting for it would take its exit code
from whoever started it."""


class ChildProcess(Held):
    """A process, and all that it started.

    Args:
        pid: Of a process that was just started.
        grace_period_s: How long it is given to end by itself before it is killed, in seconds.
        resources: Those of the generation.
    """

    kind: ClassVar[Resource] = "process"

    def __init__(self, pid: int, grace_period_s: float, resources: Resources) -> None:
        # It knows the process by its time of creation too, so that a pid that is used again is
        # never taken for it.
        self._process = psutil.Process(pid)
        self._grace_period_s = grace_period_s
        self._resources = resources
        self._descendants: set[psutil.Process] = set()
        self._ending: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        if self._ending is not None:
            return self._ending.done()
        return not any(_runs(process) for process in (self._process, *self._descendants))

    def interrupt(self) -> bool:
        # Whoever ends the process at the cancel leaves no trace of what that had started.
        self._look_for_descendants()
        return False

    def close(self, *, is_again: bool) -> bool:
        if self._ending is not None:
            return False
        self._ending = asyncio.ensure_future(self._end())
        self._ending.add_done_callback(lambda _: self._resources.discard(self))
        return True

    async def _end(self) -> None:
        self._look_for_descendants()
        tree = {self._process, *self._descendants}
        _each(tree, psutil.Process.terminate)
        if await self._ends(tree):
            return
        self._look_for_descendants()
        tree |= self._descendants
        _each(tree, psutil.Process.kill)
        await self._ends(tree)

    async def _ends(self, tree: Iterable[psutil.Process]) -> bool:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._grace_period_s
        while any(_runs(process) for process in tree):
            if loop.time() > until:
                return False
            await asyncio.sleep(LOOK_INTERVAL_S)
        return True

    def _look_for_descendants(self) -> None:
        with suppress(psutil.Error):
            self._descendants.update(self._process.children(recursive=True))


def record_processes(grace_period_s: float) -> None:
    """Wrap `subprocess.Popen`. To be called once."""

    def wrapper(
        wrapped: Callable[..., None], popen: subprocess.Popen[Any], args: Any, kwargs: Any
    ) -> None:
        wrapped(*args, **kwargs)
        generation = holder()
        if generation is not None:
            # It may be over already.
            with suppress(psutil.Error):
                resources = generation.resources
                resources.add(ChildProcess(popen.pid, grace_period_s, resources))

    wrapt.wrap_function_wrapper(subprocess, "Popen.__init__", wrapper)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _each(tree: Iterable[psutil.Process], act: Callable[[psutil.Process], None]) -> None:
    for process in tree:
        with suppress(psutil.Error):
            act(process)
