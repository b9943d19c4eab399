"""Two hundred replies at once on one server, and a flood."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from ..model_server.process import ModelServer
from .flood import stop_beside_a_flood
from .line import stop_a_long_line
from .server import Server
from .stops import Way, stop_many

pytestmark = pytest.mark.asyncio

FLOOD_BOUND_MS = 5000
"""Far more than a stop takes beside a flood, and far less than the flood would take."""


@pytest.mark.parametrize("way", get_args(Way))
async def test_each_of_two_hundred_replies_is_stopped_and_its_model_let_go(
    server: Server, model: ModelServer, way: Way
) -> None:
    stopped = await stop_many(server, model, chats=50, personas=4, way=way)
    assert len(stopped) == 200
    assert {(one.outcome, one.receipt) for one in stopped} == {("interrupted", "cancelled")}
    assert all(math.isfinite(one.let_go_ms) for one in stopped)
    assert server.get("api/stop-stream/generations") == {"generations": []}


async def test_a_flood_is_cut_off_and_delays_nobody_elses_stop(
    server: Server, model: ModelServer
) -> None:
    beside = await stop_beside_a_flood(server, model, 10_000)
    assert (beside.outcome, beside.close_code) == ("interrupted", 1008)
    assert beside.told_ms < FLOOD_BOUND_MS


async def test_a_stop_is_told_while_hundreds_of_prompts_that_waited_are_being_ended(
    server: Server, model: ModelServer
) -> None:
    meanwhile = await stop_a_long_line(server, model, 200)
    assert meanwhile.left > 0
    assert math.isfinite(meanwhile.let_go_ms)
