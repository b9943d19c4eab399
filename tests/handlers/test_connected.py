"""Whether somebody answers in a chat, as a page that follows it is told."""

from __future__ import annotations

import json
from typing import Any

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..fakes.recording_backend import RecordingBackend
from .conftest import Connect


async def test_a_page_is_told_whether_somebody_answers(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id, "chat.chat")
    assert page.heard[-1]["is_connected"]
    await page.subscribe("nowhere")
    assert not page.heard[-1]["is_connected"]


async def test_who_follows_a_chat_before_anybody_answers_is_told_when_somebody_does(
    desk: Desk, connect: Connect
) -> None:
    desk.registry.disconnect(desk.backend)
    page = await connect()
    await page.subscribe(desk.chat_id, "chat.chat")
    assert not page.heard[-1]["is_connected"]
    desk.registry.connect(desk.chat, desk.backend)
    frame = await page.hear_connected(is_connected=True)
    assert (frame["type"], frame["chat_path"]) == ("generations", "chat.chat")
    generation = desk.ask(desk.writer("a"))
    desk.registry.disconnect(desk.backend)
    frame = await page.hear_connected(is_connected=False)
    assert {one["generation_id"] for one in frame["generations"]} <= {generation.generation_id}
    assert (await page.end_of(generation.generation_id))["outcome"] == "interrupted"


async def test_a_chat_with_one_of_two_left_is_still_answered_in(
    desk: Desk, connect: Connect
) -> None:
    bot = RecordingBackend("bot")
    desk.registry.connect(desk.chat, bot)
    page = await connect()
    await page.subscribe(desk.chat_id)
    desk.registry.disconnect(desk.backend)
    assert (await page.hear_until(lambda one: "is_connected" in one))["is_connected"]
    desk.registry.disconnect(bot)
    await page.hear_connected(is_connected=False)


async def test_while_personas_are_made_anew_the_chat_is_answered_in(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    desk.backend.may_reload.clear()
    await page.ask({"type": "reload", "request_id": "r", "chat_id": desk.chat_id})
    await page.subscribe(desk.chat_id)
    assert page.heard[-1]["is_connected"]
    desk.backend.may_reload.set()
    await within(desk.backend.reloaded.wait())


async def test_who_does_not_follow_any_more_is_not_told(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    await page.say({"type": "unsubscribe", "chat_id": desk.chat_id})
    stop = {"type": "stop", "request_id": "r", "chat_id": desk.chat_id}
    await page.ask(stop)
    desk.registry.disconnect(desk.backend)
    await page.ask({**stop, "request_id": "s"})
    assert [frame["type"] for frame in page.heard] == ["generations", "reply", "reply"]


async def test_a_script_is_told_whether_somebody_answers(desk: Desk, jp_fetch: Any) -> None:
    async def listed(**params: str) -> dict[str, Any]:
        response = await jp_fetch("api", "stop-stream", "generations", params=params)
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    assert await listed(chat_id=desk.chat_id) == {"generations": [], "is_connected": True}
    assert await listed(chat_id="nowhere") == {"generations": [], "is_connected": False}
    assert await listed() == {"generations": []}
