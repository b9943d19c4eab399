"""An answer that every page has left, over real websockets."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.generations import Generation

from ..fakes.desk import Desk
from ..fakes.listener import Listener
from ..fakes.passing_time import PassingTime
from ..fakes.patience import turns, within
from .conftest import Connect

AFTER_S = 600

pytestmark = pytest.mark.parametrize("traits", [{"max_unwatched_s": AFTER_S}])


async def asked(desk: Desk) -> Generation:
    writer = desk.writer("one")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    return generation


async def left(desk: Desk, page: Listener, generation: Generation) -> None:
    """The page is closed, and the server has heard of it."""
    await page.close()
    while desk.registry._observers.is_followed(generation):
        await turns()


async def test_an_answer_whose_last_page_is_gone_is_stopped_and_says_so(
    desk: Desk, connect: Connect
) -> None:
    page, other = await connect(), await connect("bob")
    for one in (page, other):
        await one.subscribe(desk.chat_id)
    generation = await asked(desk)
    time = PassingTime()
    await page.close()
    await time.pass_s(AFTER_S + 1)
    assert generation.state == "running"
    await left(desk, other, generation)
    await time.pass_s(AFTER_S - 1)
    assert generation.state == "running"
    await time.pass_s(2)
    await within(generation.ended.wait())
    mark = desk.mark(generation.reply_ids[-1]) or {}
    assert mark["limit"] == {"kind": "unwatched", "amount": AFTER_S, "is_servers": True}
    assert mark["stopped_by"] is None


async def test_a_page_that_comes_back_in_time_ends_the_count(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    generation = await asked(desk)
    time = PassingTime()
    await left(desk, page, generation)
    await time.pass_s(AFTER_S - 1)
    again = await connect()
    await again.subscribe(desk.chat_id)
    await time.pass_s(3 * AFTER_S)
    assert generation.state == "running"
    await left(desk, again, generation)
    await time.pass_s(AFTER_S - 1)
    assert generation.state == "running"


async def test_an_answer_that_no_page_ever_had_open_is_left_alone(
    desk: Desk, make_desk: Any, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe("another chat")
    generation = await asked(desk)
    time = PassingTime()
    await page.close()
    await time.pass_s(3 * AFTER_S)
    assert generation.state == "running"


async def test_an_answer_that_is_asked_after_by_requests_is_left_alone(
    desk: Desk, connect: Connect, jp_fetch: Any
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    generation = await asked(desk)
    time = PassingTime()
    await left(desk, page, generation)
    await jp_fetch("api", "stop-stream", "generations", params={"chat_id": desk.chat_id})
    desk.registry.tell(generation)
    await time.pass_s(3 * AFTER_S)
    assert generation.state == "running"


async def test_what_waits_is_stopped_before_it_begins(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    first = await asked(desk)
    writer = desk.writer("two")
    second = desk.ask(writer)
    time = PassingTime()
    await left(desk, page, first)
    await time.pass_s(AFTER_S + 1)
    for one in (first, second):
        await within(one.ended.wait())
    assert writer.runs == 0
    assert (desk.mark(second.prompt_id) or {})["limit"]["kind"] == "unwatched"
