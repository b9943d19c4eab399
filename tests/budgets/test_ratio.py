"""What else a machine does makes no budget fail, and what is dearer does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from .ratio import ROUNDS, in_turn, least

pytestmark = pytest.mark.asyncio


def measured(*values: float) -> Callable[[], Awaitable[float]]:
    """Gives one after the other."""
    left = list(values)

    async def give() -> float:
        await asyncio.sleep(0)
        return left.pop(0)

    return give


async def test_a_round_that_was_disturbed_is_measured_anew() -> None:
    assert await least(measured(9, 1), 2) == 1


async def test_what_is_dearer_in_each_round_is_told_after_a_few() -> None:
    assert await least(measured(*[3.0] * ROUNDS), 2) == 3


async def test_one_time_out_of_the_way_changes_no_ratio() -> None:
    assert await in_turn(measured(2, 90, 2), measured(1, 1, 1), 3) == 2
