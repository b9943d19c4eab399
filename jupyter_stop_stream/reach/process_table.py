"""Which process started which."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress

import psutil


class ProcessTable:
    """The processes of this machine, read at most once in a turn of the event loop: to read them
    all takes milliseconds, and a stop may have many processes to end.
    """

    def __init__(self) -> None:
        self._children: dict[int, list[psutil.Process]] | None = None

    def descendants(self, process: psutil.Process) -> set[psutil.Process]:
        """What a process has started, and what that has. To be called on the event loop."""
        if self._children is None:
            self._children = _read()
            asyncio.get_running_loop().call_soon(self._forget)
        found: set[psutil.Process] = set()
        todo = [process]
        while todo:
            parent = todo.pop()
            for child in self._children.get(parent.pid, ()):
                # It may be over already.
                with suppress(psutil.Error):
                    # A child is younger; else the pid of its parent was used again.
                    if child not in found and child.create_time() >= parent.create_time():
                        found.add(child)
                        todo.append(child)
        return found

    def _forget(self) -> None:
        self._children = None


def _read() -> dict[int, list[psutil.Process]]:
    children: dict[int, list[psutil.Process]] = defaultdict(list)
    for process in psutil.process_iter(["ppid"]):
        children[process.info["ppid"]].append(process)
    return children
