"""What a server and the processes that it started take, from moment to moment."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, pairwise
from threading import Event, Thread

import psutil

INTERVAL_S = 0.2
LOOKS_AT_A_TREE = 10
"""How often the same processes are looked at before their children are looked for again, which
takes the machine some milliseconds."""


@dataclass(frozen=True)
class Moment:
    """One look."""

    at: float
    """Seconds since the epoch."""
    cpu_s: float
    """What they have taken of the processor since they were started."""
    memory_mb: float
    """Resident now, all together."""


@dataclass
class Watched:
    """The looks so far, in their order."""

    moments: list[Moment] = field(default_factory=list)

    def cpu_s(self, begin: float, end: float) -> float:
        """The processor's seconds between two moments, given in seconds since the epoch."""
        return self._cpu_at(end) - self._cpu_at(begin)

    def memory_mb(self, begin: float, end: float) -> float:
        """By how much the resident memory was larger at its peak between them than at the first."""
        before = [moment for moment in self.moments if moment.at <= begin] or self.moments[:1]
        during = [moment.memory_mb for moment in self.moments if begin < moment.at <= end]
        return max([before[-1].memory_mb, *during]) - before[-1].memory_mb

    def _cpu_at(self, at: float) -> float:
        return interpolate([(moment.at, moment.cpu_s) for moment in self.moments], at)


def interpolate(points: Sequence[tuple[float, float]], at: float) -> float:
    """The value at a moment between points that are in order; outside, that of the nearest.

    Raises:
        ValueError: There is no point.
    """
    if not points:
        raise ValueError("nothing was looked at")
    for (left, low), (right, high) in pairwise(points):
        if left <= at < right:
            return low + (high - low) * (at - left) / (right - left)
    return points[0][1] if at < points[0][0] else points[-1][1]


@contextmanager
def watch(process: psutil.Process) -> Iterator[Watched]:
    """Look at a process, and at those that it has started, until the context is left."""
    watched, is_over = Watched(), Event()
    taken: dict[int, float] = {}

    def look() -> None:
        for number in count():
            if is_over.wait(INTERVAL_S):
                return
            if number % LOOKS_AT_A_TREE == 0:
                tree = _tree_of(process)
            memory = _look_at(tree, taken)
            watched.moments.append(Moment(time.time(), sum(taken.values()), memory))

    thread = Thread(target=look, name="watch", daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        is_over.set()
        thread.join()


def _tree_of(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _look_at(tree: Sequence[psutil.Process], taken: dict[int, float]) -> float:
    """Note what each process has taken of the processor, those that are over too.

    Returns:
        Their resident memory, in megabytes.
    """
    memory = 0.0
    for one in tree:
        try:
            times = one.cpu_times()
            taken[one.pid] = times.user + times.system
            memory += one.memory_info().rss / 1e6
        except psutil.NoSuchProcess:
            continue
    return memory
