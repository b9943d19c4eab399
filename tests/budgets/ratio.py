"""How many times as dear one thing is as another, on a machine that does other things too."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from statistics import median

from ..fakes.garbage import collected_before

ROUNDS = 3

Round = Callable[[], Awaitable[float]]


async def least(measure: Round, budget: float) -> float:
    """The first ratio that keeps to a budget, of a few rounds, or the least of them.

    What else the machine does makes some rounds dearer; what a change of the code costs is in each.

    Args:
        measure: One round. It measures both halves in turn.
        budget: What the ratio may be.
    """
    ratios: list[float] = []
    while len(ratios) < ROUNDS:
        ratios.append(await measure())
        if ratios[-1] <= budget:
            break
    print(f"ratio {min(ratios):.3g}, of {budget:.3g} (rounds: {len(ratios)})")
    return min(ratios)


async def medians(first: Round, second: Round, times: int) -> tuple[float, float]:
    """The medians of two costs, which are taken in turn so many times."""
    pairs = [(await first(), await second()) for _ in range(times)]
    firsts, seconds = zip(*pairs, strict=True)
    return median(firsts), median(seconds)


async def in_turn(first: Round, second: Round, times: int) -> float:
    """The ratio of the two `medians`."""
    ours, theirs = await medians(first, second, times)
    return ours / theirs


async def cpu_s(work: Callable[[], Awaitable[object]]) -> float:
    """How much of the processor this process takes for some work, in seconds."""
    with collected_before():
        began_s = time.process_time()
        await work()
        return time.process_time() - began_s
