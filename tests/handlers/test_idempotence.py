"""A stop that comes late, twice or ten times at once changes nothing and is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jupyter_stop_stream.generations.roster import REMEMBERED

from ..fakes.desk import Desk
from ..fakes.patience import within
from .conftest import Connect


def stop(desk: Desk, request_id: str, *generation_ids: str) -> dict[str, Any]:
    return {
        "type": "stop",
        "request_id": request_id,
        "chat_id": desk.chat_id,
        "generation_ids": list(generation_ids),
    }


async def test_ten_stops_at_once_from_two_pages_are_one_stop(desk: Desk, connect: Connect) -> None:
    pages = [await connect(), await connect()]
    for page in pages:
        await page.subscribe(desk.chat_id)
    writer = desk.writer("a", " b")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    frames = [stop(desk, f"r-{number}", generation.generation_id) for number in range(10)]
    await asyncio.gather(*(pages[at % 2].say(frame) for at, frame in enumerate(frames)))
    for page in pages:
        replies = 0
        while replies < 5:
            replies += (await page.hear_until(lambda one: one["type"] == "reply"))["status"] == (
                "accepted"
            )
        records = page.records_of(generation.generation_id)
        if not records or records[-1]["state"] != "ended":
            await page.end_of(generation.generation_id)
        ends = [
            (one["outcome"], one["receipt"], one["revision"])
            for one in page.records_of(generation.generation_id)
            if one["state"] == "ended"
        ]
        assert set(ends) == {("interrupted", "cancelled", generation.revision)}
    assert desk.shown() == ["Why?", "a b"]
    assert writer.runs == 1


@pytest.mark.parametrize("is_stopped", [False, True])
async def test_who_stops_what_has_ended_is_told_how_each_time(
    desk: Desk, connect: Connect, is_stopped: bool
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    if is_stopped:
        desk.stop(generation, by="ada")
    writer.go_on.set()
    ended = await page.end_of(generation.generation_id)
    for number in range(3):
        reply = await page.ask(stop(desk, f"r-{number}", generation.generation_id))
        assert reply["status"] == "accepted"
        assert await page.end_of(generation.generation_id) == ended
    assert ended["outcome"] == ("interrupted" if is_stopped else "complete")


async def test_with_an_id_that_is_not_known_nothing_is_stopped(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    over = desk.writer()
    over.go_on.set()
    ended = desk.ask(over)
    await within(ended.ended.wait())
    running = desk.ask(desk.writer("a"))
    ids = [running.generation_id, ended.generation_id, "nobody"]
    reply = await page.ask(stop(desk, "r-1", *ids))
    assert reply["error"]["code"] == "unknown_generation"
    assert running.state == "running"
    reply = await page.ask(stop(desk, "r-2", *ids[:2]))
    assert reply["generation_ids"] == ids[:2]


async def test_what_ended_long_ago_is_not_known_any_more(desk: Desk, connect: Connect) -> None:
    page = await connect()
    generations = []
    prompt_id = desk.prompt()
    for _ in range(REMEMBERED + 1):
        generations.append(desk.ask(desk.writer(), prompt_id=prompt_id))
        desk.stop(generations[-1])
        await within(generations[-1].ended.wait())
    reply = await page.ask(stop(desk, "r-1", generations[0].generation_id))
    assert reply["error"]["code"] == "unknown_generation"
    reply = await page.ask(stop(desk, "r-2", generations[1].generation_id))
    assert reply["status"] == "accepted"
