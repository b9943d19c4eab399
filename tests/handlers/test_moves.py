"""Prompts that wait are moved over the websocket."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.generations import Generation

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.patience import within
from .conftest import Connect


def queue(desk: Desk, asked_by: str = "ada") -> list[Generation]:
    """One that runs, and two that wait behind it."""
    return [
        desk.ask(desk.writer("a"), asked_by=asked_by, prompt_id=desk.prompt(f"{at}?"))
        for at in range(3)
    ]


def move(generation: Generation, to: str, **fields: Any) -> dict[str, Any]:
    named = {"chat_id": generation.chat_id, "generation_id": generation.generation_id}
    return {"type": "move", "request_id": "r", **named, "to": to, **fields}


async def test_a_page_sees_the_places_and_sends_a_prompt_first(
    desk: Desk, connect: Connect
) -> None:
    _, second, third = queue(desk)
    ada = await connect("ada")
    records = await ada.subscribe(desk.chat_id)
    assert [one.get("place") for one in records] == [None, 1, 2]
    assert [one.get("can_take_back") for one in records] == [None, True, True]
    reply = await ada.ask(move(third, "front"))
    assert (reply["status"], reply["generation_ids"]) == ("accepted", [third.generation_id])
    for one, place in ((third, 1), (second, 2)):
        await ada.hear_until(lambda frame: frame["type"] == "generation")
        assert ada.records_of(one.generation_id)[-1]["place"] == place


async def test_a_request_that_comes_twice_takes_a_prompt_back_once(
    desk: Desk, connect: Connect
) -> None:
    _, second, third = queue(desk)
    ada = await connect("ada")
    reply = await ada.ask(move(second, "input"))
    assert reply["status"] == "accepted"
    await within(second.ended.wait())
    assert await ada.ask(move(second, "input")) == reply
    again = await ada.ask(move(second, "input", request_id="s"))
    assert again["error"]["code"] == "not_waiting"
    assert sorted(desk.shown()) == ["0?", "2?", "a"]
    assert third.state == "queued"


@pytest.mark.parametrize("traits", [{"may_stop_others": True}])
async def test_another_person_moves_only_what_they_may_stop_and_takes_nothing_back(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    _, second, third = queue(desk)
    grace = await connect("grace")
    told = await grace.subscribe(desk.chat_id)
    assert all("can_take_back" not in one for one in told)
    authorizer.refused.add("write")
    for number, to in enumerate(("front", "input")):
        refused = await grace.ask(move(third, to, request_id=str(number)))
        assert refused["error"]["code"] == "not_allowed"
    assert (third.place, third.state) == (2, "queued")
    authorizer.refused.clear()
    assert (await grace.ask(move(third, "front", request_id="s")))["status"] == "accepted"
    refused = await grace.ask(move(second, "input", request_id="t"))
    assert refused["error"]["code"] == "not_allowed"
    assert second.state == "queued"
    assert desk.message(second.prompt_id).body == "1?"


async def test_nothing_is_moved_to_where_nobody_knows(desk: Desk, connect: Connect) -> None:
    _, _, third = queue(desk)
    ada = await connect("ada")
    assert (await ada.ask(move(third, "back")))["code"] == "bad_frame"
    elsewhere = move(third, "input", request_id="s", chat_id="elsewhere")
    assert (await ada.ask(elsewhere))["error"]["code"] == "unknown_generation"
    assert (third.place, third.state) == (2, "queued")
