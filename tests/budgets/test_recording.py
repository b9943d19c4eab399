"""To record what an answer holds costs little inside of one, and next to nothing outside."""

from __future__ import annotations

import asyncio

import pytest

from .ratio import least
from .recording import measure_in_process_of_its_own

pytestmark = pytest.mark.asyncio

ROUNDS = 15
OUTSIDE_BUDGET = 1.7
INSIDE_BUDGET = 3.5


async def test_an_operation_costs_little_more_outside_of_an_answer_than_without_us() -> None:
    async def part_of_budget() -> float:
        costs = await asyncio.to_thread(measure_in_process_of_its_own, ROUNDS)
        for operation, cost in costs.items():
            print(operation, {key: round(value, 1) for key, value in cost.items()})
        return max(
            max(
                cost["outside_us"] / cost["without_us"] / OUTSIDE_BUDGET,
                cost["inside_us"] / cost["without_us"] / INSIDE_BUDGET,
            )
            for cost in costs.values()
        )

    assert await least(part_of_budget, 1) <= 1
