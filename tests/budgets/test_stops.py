"""A stop takes a few round trips, and not more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from statistics import quantiles

import pytest

from ..load.echo import open_echo
from ..load.server import Server
from ..load.stops import Stopped, stop_many
from ..model_server.process import ModelServer
from .ratio import least

pytestmark = pytest.mark.asyncio

CHATS = 10
STOPS = 3
"""In each chat."""
TRIPS = 2
"""Before each stop."""
LET_GO_BUDGET = 15
TOLD_BUDGET = 45


def undisturbed(times_ms: Sequence[float]) -> float:
    """A tenth were faster. What else the machine does makes many of them slower, and not these."""
    return quantiles(times_ms, n=10)[0]


async def measure(server: Server, model: ModelServer) -> tuple[list[float], list[Stopped]]:
    """Round trips of a bare websocket in milliseconds, and stops, taken in turn."""
    trips_ms: list[float] = []
    async with open_echo(server) as echo:

        async def go_there_and_back() -> None:
            trips_ms.extend([await echo.round_trip_ms() for _ in range(TRIPS)])

        stopped = await stop_many(
            server,
            model,
            chats=CHATS,
            personas=STOPS,
            way="one after the other",
            before_each=go_there_and_back,
        )
    return trips_ms, stopped


async def ratio(server: Server, model: ModelServer, time_ms: Callable[[Stopped], float]) -> float:
    """How many round trips a time of a stop is."""
    trips_ms, stopped = await measure(server, model)
    return undisturbed([time_ms(one) for one in stopped]) / undisturbed(trips_ms)


async def test_the_model_is_let_go_a_few_round_trips_after_the_stop(
    server: Server, model: ModelServer
) -> None:
    let_go = partial(ratio, server, model, lambda one: one.let_go_ms)
    assert await least(let_go, LET_GO_BUDGET) <= LET_GO_BUDGET


async def test_a_stop_s_end_is_told_some_round_trips_after_it(
    server: Server, model: ModelServer
) -> None:
    told = partial(ratio, server, model, lambda one: one.told_ms)
    assert await least(told, TOLD_BUDGET) <= TOLD_BUDGET
