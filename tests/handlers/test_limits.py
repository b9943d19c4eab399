"""How much one connection may ask, and what becomes of one that does not read."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.handlers.limits import BURST_S, Rate

from ..fakes.desk import Desk
from .conftest import Connect

MEGABYTE = 1024 * 1024


def test_a_rate_is_an_average_with_room_for_a_burst() -> None:
    rate = Rate(2, 100.0)
    assert not any(rate.is_exceeded(100.0) for _ in range(2 * BURST_S))
    assert rate.is_exceeded(100.0)


def test_who_stays_within_the_rate_never_exceeds_it() -> None:
    rate = Rate(2, 0.0)
    assert not any(rate.is_exceeded(number / 2) for number in range(10_000))


def test_silence_is_not_saved_up_for_ever() -> None:
    rate = Rate(2, 0.0)
    assert sum(not rate.is_exceeded(1_000_000.0) for _ in range(1000)) == 2 * BURST_S


@pytest.mark.parametrize("traits", [{"max_frames_per_s": 2.0}])
async def test_who_sends_too_many_frames_is_cut_off_and_nobody_else_is(
    desk: Desk, connect: Connect
) -> None:
    other = await connect()
    generation = desk.ask(desk.writer("a"))
    flooder = await connect()
    for _ in range(1000):
        await flooder.say({"type": "subscribe", "chat_id": "elsewhere"})
    heard = await flooder.hear_until_closed()
    assert flooder.close_code == 1008
    # Those that still waited are not acted on.
    assert len(heard) <= 2 * BURST_S
    reply = await other.ask({"type": "stop", "request_id": "r", "chat_id": desk.chat_id})
    assert reply["generation_ids"] == [generation.generation_id]
    again = await connect()
    assert await again.subscribe(desk.chat_id) is not None


@pytest.mark.parametrize("traits", [{"max_subscriptions": 2}])
async def test_so_many_chats_can_be_followed_and_no_more(desk: Desk, connect: Connect) -> None:
    page = await connect()
    for chat_id in ("a", "b", "a"):
        assert await page.subscribe(chat_id) == []
    frame = await page.ask({"type": "subscribe", "chat_id": desk.chat_id})
    assert (frame["type"], frame["code"]) == ("error", "not_allowed")
    await page.say({"type": "unsubscribe", "chat_id": "a"})
    assert await page.subscribe(desk.chat_id) == []


def long_record(desk: Desk, length: int) -> Generation:
    """A generation whose record is so many bytes long and more, as one of many replies is."""
    generation = desk.ask(desk.writer("a"))
    generation.reply_ids += ["r" * 100] * (length // 100)
    return generation


async def change(desk: Desk, generation: Generation, times: int) -> None:
    """Have a generation change, with room for the server to send."""
    for _ in range(times):
        desk.registry._observers.notify(generation)
        await asyncio.sleep(0)


async def test_a_page_that_does_not_read_costs_no_memory_and_is_told_the_newest_later(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    generation = long_record(desk, 8000)
    # What the operating system holds.
    await change(desk, generation, 2000)
    tracemalloc.start()
    try:
        await change(desk, generation, 10_000)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < MEGABYTE
    # The client does not read before it is asked to.
    frame = None
    while frame is None or frame["generation"]["revision"] < generation.revision:
        frame = await page.hear_whatever()
        assert frame is not None
    assert len(page.heard) < 5000


@pytest.mark.parametrize("traits", [{"max_unsent_bytes": 64 * 1024}])
async def test_a_page_that_does_not_read_is_given_up_past_a_limit(
    desk: Desk, connect: Connect
) -> None:
    other = await connect()
    page = await connect()
    await page.subscribe(desk.chat_id)
    observers = len(desk.registry._observers)
    generation = long_record(desk, 100_000)
    await change(desk, generation, 500)
    assert len(desk.registry._observers) == observers - 1
    await page.hear_until_closed()
    assert page.close_code == 1013
    assert generation.state == "running"
    assert len(await other.subscribe(desk.chat_id)) == 1
