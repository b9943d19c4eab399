"""How many times as dear one thing is as another, on a machine that does other things too."""

from __future__ import annotations

import gc
import time
from collections.abc import Awaitable, Callable
from statistics import median

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


async def in_turn(first: Round, second: Round, times: int) -> float:
    """The ratio of the medians of two costs, which are taken in turn so many times."""
    pairs = [(await first(), await second()) for _ in range(times)]
    firsts, seconds = zip(*pairs, strict=True)
    return median(firsts) / median(seconds)


async def cpu_s(work: Callable[[], Awaitable[object]]) -> float:
    """How much of the processor this process takes for some work, in seconds. The collection of
    garbage, which falls now here and now there, comes before.
    """
    gc.collect()
    gc.disable()
    try:
        began_s = time.process_time()
        await work()
        return time.process_time() - began_s
    finally:
        gc.enable()
