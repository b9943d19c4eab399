"""Stops that come together."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.handlers.websocket import BYTES_A_TURN

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.listener import Listener
from ..fakes.loop_turns import LoopTurns
from ..fakes.patience import within
from ..fakes.side_by_side import side_by_side
from .conftest import Connect


async def turns_of_stops(
    desk: Desk, page: Listener, generations: list[Generation], **fields: Any
) -> list[int]:
    """Stop each in a frame of its own, all sent at once; in which turn of the loop each was."""
    turns: dict[str, int] = {}
    async with LoopTurns() as loop_turns:

        def note(changed: Generation) -> None:
            if changed.state == "stopping":
                turns.setdefault(changed.generation_id, loop_turns.count)

        # Who watches all chats is told with the stop itself.
        unobserve = desk.registry.observe(note)
        frames = [
            {
                "type": "stop",
                "request_id": str(number),
                "chat_id": desk.chat_id,
                "generation_ids": [generation.generation_id],
                **fields,
            }
            for number, generation in enumerate(generations)
        ]
        await asyncio.gather(*map(page.say, frames))
        for generation in generations:
            await within(generation.ended.wait())
        unobserve()
    return [turns[one.generation_id] for one in generations]


async def test_stops_that_come_together_are_one_turn_of_the_event_loop(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    page = await connect()
    generations, _ = await side_by_side(desk, 4)
    authorizer.asked.clear()
    assert len(set(await turns_of_stops(desk, page, generations))) == 1
    assert authorizer.asked == []
    for number, generation in enumerate(generations):
        reply = await page.hear()
        assert (reply["request_id"], reply["status"]) == (str(number), "accepted")
        assert reply["generation_ids"] == [generation.generation_id]


async def test_the_replies_to_stops_that_come_together_follow_what_they_did(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    generations, _ = await side_by_side(desk, 4)
    await turns_of_stops(desk, page, generations)
    for number, generation in enumerate(generations):
        await page.hear_until(lambda frame, at=str(number): frame.get("request_id") == at)
        assert page.records_of(generation.generation_id)[-1]["state"] != "running"


async def test_who_sends_more_stops_than_that_leaves_everybody_else_their_turns(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    generations, _ = await side_by_side(desk, 12)
    long = [{"message_id": f"{number:0200}", "length": 1} for number in range(3)]
    assert BYTES_A_TURN / 4 < len(json.dumps(long)) < BYTES_A_TURN / 2
    turns = await turns_of_stops(desk, page, generations, seen=long)
    assert turns == sorted(turns)
    assert max(turns.count(turn) for turn in turns) < 4
