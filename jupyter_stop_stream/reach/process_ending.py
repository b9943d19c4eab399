"""How processes are ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

import psutil

LOOK_INTERVAL_S: Final = 0.02
"""How often a process that was told to end is looked at. Waiting for it would take its exit code
from whoever started it."""


async def end_all(
    processes: Iterable[psutil.Process],
    descendants: Callable[[], Iterable[psutil.Process]],
    grace_period_s: float,
) -> None:
    """Tell processes to end, and kill what does not. The oldest first: a shell whose command ends
    before it goes on with the next.

    Args:
        processes: Known by their times of creation too, so that a pid that is used again is never
            taken for one of them.
        descendants: Gives what they have started since, when the grace period is over.
        grace_period_s: How long they are given to end by themselves, in seconds.
    """
    tree = set(processes)
    _each(tree, psutil.Process.terminate)
    if await have_ended_within(grace_period_s, tree):
        return
    tree.update(descendants())
    _each(tree, psutil.Process.kill)
    await have_ended_within(grace_period_s, tree)


def is_running(process: psutil.Process) -> bool:
    """Whether a process goes on. One whose exit code nobody has asked for yet does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


async def have_ended_within(seconds: float, processes: Iterable[psutil.Process]) -> bool:
    """Whether all of them have ended by then, in seconds; returns as soon as they have."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while any(is_running(process) for process in processes):
        if loop.time() > until:
            return False
        await asyncio.sleep(LOOK_INTERVAL_S)
    return True


def _each(tree: Iterable[psutil.Process], act: Callable[[psutil.Process], None]) -> None:
    for process in sorted(tree, key=_age):
        with suppress(psutil.Error):
            act(process)


def _age(process: psutil.Process) -> tuple[float, int]:
    # Times are coarse. What has ended sorts anywhere.
    with suppress(psutil.Error):
        return process.create_time(), process.pid
    return 0.0, process.pid
