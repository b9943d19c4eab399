"""Which process started which."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

import psutil


class ProcessTable:
    """The processes of this machine, read at most once in a turn of the event loop: to read them
    all takes milliseconds, and a stop may have many processes to end.
    """

    def __init__(self) -> None:
        self._children: dict[int, list[psutil.Process]] | None = None

    def children(self, parent: psutil.Process) -> list[psutil.Process]:
        """What a process has started, as far as it goes on. To be called on the event loop."""
        found = []
        for child in self._read().get(parent.pid, ()):
            # It may be over already.
            with suppress(psutil.Error):
                # A child is younger; else the pid of its parent was used again.
                if child.create_time() >= parent.create_time():
                    found.append(child)
        return found

    def descendants(self, process: psutil.Process) -> set[psutil.Process]:
        """What a process has started, and what that has. To be called on the event loop."""
        found: set[psutil.Process] = set()
        todo = [process]
        while todo:
            new = [child for child in self.children(todo.pop()) if child not in found]
            found.update(new)
            todo.extend(new)
        return found

    def session(self, leader: int) -> Iterable[psutil.Process]:
        """The processes of a session, whoever has taken them on when their parents ended. To be
        called on the event loop.

        Args:
            leader: The pid of the process that the session began with.
        """
        for children in self._read().values():
            for process in children:
                with suppress(OSError):
                    if os.getsid(process.pid) == leader:
                        yield process

    def _read(self) -> dict[int, list[psutil.Process]]:
        if self._children is None:
            self._children = _read()
            asyncio.get_running_loop().call_soon(self._forget)
        return self._children

    def _forget(self) -> None:
        self._children = None


def _read() -> dict[int, list[psutil.Process]]:
    children: dict[int, list[psutil.Process]] = defaultdict(list)
    for process in psutil.process_iter(["ppid"]):
        children[process.info["ppid"]].append(process)
    return children
