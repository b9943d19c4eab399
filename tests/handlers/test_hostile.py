"""Thousands of hostile frames over a real websocket."""

from __future__ import annotations

import pytest

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..load.hostile import Hostile
from .conftest import Connect

FRAMES = 3000


@pytest.mark.parametrize("traits", [{"max_frames_per_s": 1_000_000.0}])
@pytest.mark.parametrize("seed", [2, 3])
async def test_nothing_hostile_breaks_the_connection_or_stops_what_is_not_ones_own(
    desk: Desk, connect: Connect, seed: int
) -> None:
    mallory, ada = await connect("mallory"), await connect("ada")
    theirs = [
        desk.ask(desk.writer("a", persona_id=name), asked_by="ada", persona_id=name)
        for name in ("one", "two", "three")
    ]
    mine = desk.ask(desk.writer("b", persona_id="four"), asked_by="mallory", persona_id="four")
    ids = [one.generation_id for one in theirs]
    for frame in Hostile(seed, [desk.chat_id], ids).frames(FRAMES):
        await mallory.say(frame)
    last = {"type": "stop", "request_id": "last", "chat_id": desk.chat_id}
    await mallory.say(last)
    while True:
        heard = await mallory.hear()
        assert heard.get("code") != "internal", heard
        if heard.get("request_id") == "last":
            break
    assert heard["status"] == "accepted"
    await within(mine.ended.wait())
    assert [one.state for one in theirs] == ["running"] * 3
    reply = await ada.ask({**last, "request_id": "hostile-1"})
    assert sorted(reply["generation_ids"]) == sorted(ids)
