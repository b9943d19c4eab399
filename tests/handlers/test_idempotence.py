"""A stop that comes late, twice or ten times at once changes nothing and is answered."""

from __future__ import annotations

import asyncio
import json
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


async def test_an_id_that_is_not_known_keeps_none_from_being_stopped(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    over = desk.writer()
    over.go_on.set()
    ended = desk.ask(over)
    await within(ended.ended.wait())
    running = desk.ask(desk.writer("a"))
    known = [running.generation_id, ended.generation_id]
    reply = await page.ask(stop(desk, "r-1", "nobody"))
    assert reply["error"]["code"] == "unknown_generation"
    assert running.state == "running"
    reply = await page.ask(stop(desk, "r-2", "nobody", *known))
    assert (reply["status"], reply["generation_ids"]) == ("accepted", known)
    assert running.stopped_by == "ada"


async def test_with_an_id_that_is_somebody_elses_nothing_is_stopped(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    mine = desk.ask(desk.writer("a"), asked_by="ada")
    theirs = desk.ask(desk.writer("b"), asked_by="grace", persona_id="other")
    reply = await page.ask(stop(desk, "r", mine.generation_id, theirs.generation_id))
    assert (reply["status"], reply["error"]["code"]) == ("refused", "not_allowed")
    assert mine.state == theirs.state == "running"


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


async def takes_its_time() -> None:
    """A backend's own cancel that is still under way when the next request comes."""
    await asyncio.Event().wait()


async def post(jp_fetch: Any, request_id: str, generation_id: str) -> dict[str, Any]:
    """A stop by REST; the record that it is answered with."""
    path = ("api", "stop-stream", "generations", generation_id, "stop")
    body = json.dumps({"request_id": request_id})
    response = await jp_fetch(*path, method="POST", body=body)
    record: dict[str, Any] = json.loads(response.body)["generation"]
    return record


async def test_a_request_that_is_repeated_by_rest_does_not_force(desk: Desk, jp_fetch: Any) -> None:
    generation = desk.ask(desk.writer("a"), cancel=takes_its_time)
    for _ in range(2):
        await post(jp_fetch, "r", generation.generation_id)
    assert not generation.force.is_set()
    await post(jp_fetch, "another", generation.generation_id)
    assert generation.force.is_set()


async def test_a_request_that_comes_both_ways_does_not_force(
    desk: Desk, jp_fetch: Any, connect: Connect
) -> None:
    page = await connect()
    by_rest_first = desk.ask(desk.writer("a"), cancel=takes_its_time)
    await post(jp_fetch, "r", by_rest_first.generation_id)
    reply = await page.ask({"type": "stop", "request_id": "r", "chat_id": desk.chat_id})
    assert (reply["status"], by_rest_first.force.is_set()) == ("accepted", False)

    by_websocket_first = desk.ask(desk.writer("b"), persona_id="another", cancel=takes_its_time)
    await page.ask(stop(desk, "s", by_websocket_first.generation_id))
    await post(jp_fetch, "s", by_websocket_first.generation_id)
    assert by_websocket_first.state == "stopping"
    assert not by_websocket_first.force.is_set()


async def test_a_stop_that_was_half_done_by_rest_is_done_once_and_answered_whole(
    desk: Desk, connect: Connect, jp_fetch: Any
) -> None:
    page = await connect()
    both = [
        desk.ask(desk.writer("a"), persona_id=name, cancel=takes_its_time) for name in ("p", "q")
    ]
    ids = [one.generation_id for one in both]
    assert (await post(jp_fetch, "r", ids[0]))["state"] == "stopping"
    assert both[1].state == "running"
    all_of_mine = {"type": "stop", "request_id": "r", "chat_id": desk.chat_id}
    replies = [await page.ask(all_of_mine) for _ in range(2)]
    assert [reply["generation_ids"] for reply in replies] == [ids, ids]
    for generation_id in ids:
        assert (await post(jp_fetch, "r", generation_id))["state"] == "stopping"
    assert [one.state for one in both] == ["stopping"] * 2
    assert not any(one.force.is_set() for one in both)


async def post_to_chat(jp_fetch: Any, desk: Desk, request_id: str, **fields: Any) -> list[str]:
    """A stop of a whole chat by REST; the ids that it is answered with."""
    body = json.dumps({"request_id": request_id, "chat_id": desk.chat_id, **fields})
    response = await jp_fetch("api", "stop-stream", "stop", method="POST", body=body)
    ids: list[str] = json.loads(response.body)["generation_ids"]
    return ids


async def test_a_stop_of_a_chat_comes_every_way_and_is_done_once(
    desk: Desk, connect: Connect, jp_fetch: Any
) -> None:
    page = await connect()
    both = [
        desk.ask(desk.writer("a"), persona_id=name, cancel=takes_its_time) for name in ("p", "q")
    ]
    ids = [one.generation_id for one in both]
    named = {"generation_ids": ["nobody", *ids], "prompt_ids": [both[0].prompt_id]}
    await post(jp_fetch, "r", ids[0])
    assert await post_to_chat(jp_fetch, desk, "r", **named) == ids
    assert await post_to_chat(jp_fetch, desk, "r", **named) == ids
    reply = await page.ask({**stop(desk, "r"), **named})
    assert (reply["status"], reply["generation_ids"]) == ("accepted", ids)
    assert [one.state for one in both] == ["stopping"] * 2
    assert not any(one.force.is_set() for one in both)


async def test_a_script_without_request_ids_stops_anew_each_time(desk: Desk, jp_fetch: Any) -> None:
    generation = desk.ask(desk.writer("a"), cancel=takes_its_time)
    path = ("api", "stop-stream", "generations", generation.generation_id, "stop")
    await jp_fetch(*path, method="POST", body="")
    assert not generation.force.is_set()
    await jp_fetch(*path, method="POST", body="")
    assert generation.force.is_set()


async def test_a_request_that_the_server_failed_on_is_acted_on_when_it_comes_again(
    desk: Desk, connect: Connect
) -> None:
    def fail(prompt_id: str) -> None:
        raise OSError

    page = await connect()
    prompt_id = desk.prompt()
    ask_again = {"type": "regenerate", "request_id": "r", "chat_id": desk.chat_id}
    desk.backend.answer = fail
    frame = await page.ask({**ask_again, "prompt_id": prompt_id})
    assert (frame["type"], frame["code"]) == ("error", "internal")
    desk.backend.answer = lambda prompt: desk.ask(desk.writer("again"), prompt_id=prompt)
    reply = await page.ask({**ask_again, "prompt_id": prompt_id})
    assert reply["generation_ids"] == [one.generation_id for one in desk.registry.live()]
