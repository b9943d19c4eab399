"""Two chats of one id: a file and its copy."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..fakes.recording_chat import RecordingWsChat
from .conftest import Connect


@pytest.fixture
def copy(desk: Desk, jp_serverapp: ServerApp, jp_root_dir: Any) -> Desk:
    """A desk at a copy of the chat, as JupyterLab's Duplicate makes one."""
    shutil.copy(jp_root_dir / "chat.chat", jp_root_dir / "copy.chat")
    registry = jp_serverapp.web_app.settings[REGISTRY_KEY]
    copy = Desk(RecordingWsChat(jp_root_dir / "copy.chat"), registry=registry)
    copy.unobserve()
    assert copy.chat_id == desk.chat_id
    return copy


def request(desk: Desk, kind: str, **fields: Any) -> dict[str, Any]:
    """A request for the chat in this desk's file."""
    path = desk.chat.get_path()
    return {
        "type": kind,
        "request_id": f"{kind} {path}",
        "chat_id": desk.chat_id,
        "chat_path": path,
        **fields,
    }


async def running(desk: Desk) -> Generation:
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    return generation


async def test_a_page_of_a_copy_is_told_of_the_copy_alone(
    desk: Desk, copy: Desk, connect: Connect
) -> None:
    page, older = await connect(), await connect()
    mine, its = await running(desk), await running(copy)
    assert await page.subscribe(copy.chat_id, "copy.chat") == [its.record("ada")]
    assert await older.subscribe(copy.chat_id) == [mine.record("ada"), its.record("ada")]
    desk.stop(mine)
    copy.stop(its)
    await older.end_of(mine.generation_id)
    await page.end_of(its.generation_id)
    assert page.records_of(mine.generation_id) == []


async def test_one_page_follows_both_and_stops_following_one(
    desk: Desk, copy: Desk, connect: Connect
) -> None:
    page = await connect()
    mine, its = await running(desk), await running(copy)
    assert await page.subscribe(desk.chat_id, "chat.chat") == [mine.record("ada")]
    assert await page.subscribe(desk.chat_id, "copy.chat") == [its.record("ada")]
    unsubscribe = {"type": "unsubscribe", "chat_id": desk.chat_id, "chat_path": "chat.chat"}
    await page.say(unsubscribe)
    await page.ask(request(desk, "stop"))
    await page.ask(request(copy, "stop"))
    await page.end_of(its.generation_id)
    assert page.records_of(mine.generation_id) == []


async def test_a_stop_in_a_copy_leaves_the_original_alone(
    desk: Desk, copy: Desk, connect: Connect
) -> None:
    page = await connect()
    mine, its = await running(desk), await running(copy)
    reply = await page.ask(request(copy, "stop"))
    assert reply["generation_ids"] == [its.generation_id]
    named = request(copy, "stop", request_id="r", generation_ids=[mine.generation_id])
    assert (await page.ask(named))["error"]["code"] == "unknown_generation"
    assert mine.state == "running"


async def test_regenerate_and_reload_reach_the_copy_alone(
    desk: Desk, copy: Desk, connect: Connect
) -> None:
    page = await connect()
    mine, its = await running(desk), await running(copy)
    for one in (desk, copy):
        one.backend.answer = lambda prompt_id, one=one: one.ask(  # type: ignore[misc]
            one.writer("again"), prompt_id=prompt_id, persona_id="other"
        )
    reply = await page.ask(request(copy, "regenerate", prompt_id="prompt"))
    assert reply["status"] == "accepted"
    assert (copy.backend.asked_again, desk.backend.asked_again) == (["prompt"], [])
    reply = await page.ask(request(copy, "reload"))
    assert its.generation_id in reply["generation_ids"]
    await within(copy.backend.reloaded.wait())
    assert (desk.backend.reloads, mine.state) == (0, "running")


async def test_a_reload_of_a_copy_is_not_refused_for_what_goes_on_in_the_original(
    desk: Desk, copy: Desk, connect: Connect
) -> None:
    page = await connect("ada")
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    assert (await page.ask(request(copy, "reload")))["status"] == "accepted"
    assert (await page.ask(request(desk, "reload")))["error"]["code"] == "not_allowed"
    assert theirs.state == "running"


@pytest.mark.parametrize("who_lags", ["server", "page"])
async def test_after_a_rename_that_one_side_has_not_heard_of_the_chat_is_still_meant(
    desk: Desk, connect: Connect, jp_root_dir: Any, who_lags: str
) -> None:
    page = await connect()
    before, after = "folder/chat.chat", "renamed/chat.chat"
    (jp_root_dir / "folder").mkdir()
    (jp_root_dir / "chat.chat").rename(jp_root_dir / before)
    desk.chat.path = before
    generation = await running(desk)
    (jp_root_dir / "folder").rename(jp_root_dir / "renamed")
    if who_lags == "page":
        desk.chat.path = after
    said = {"chat_path": after if who_lags == "server" else before}
    (record,) = await page.subscribe(desk.chat_id, said["chat_path"])
    assert record["generation_id"] == generation.generation_id
    reply = await page.ask(request(desk, "stop", **said))
    assert reply["generation_ids"] == [generation.generation_id]
    await page.end_of(generation.generation_id)


@pytest.mark.parametrize("follows_from", ["before it began", "while it runs"])
async def test_who_was_told_of_an_answer_is_told_of_its_end_though_its_chat_was_saved_while_renamed(
    desk: Desk, connect: Connect, jp_root_dir: Any, follows_from: str
) -> None:
    page = await connect()
    if follows_from == "before it began":
        await page.subscribe(desk.chat_id, "chat.chat")
    generation = await running(desk)
    if follows_from == "while it runs":
        await page.subscribe(desk.chat_id, "chat.chat")
    (jp_root_dir / "chat.chat").rename(jp_root_dir / "renamed.chat")
    (jp_root_dir / "chat.chat").write_text("{}")
    desk.chat.path = "renamed.chat"
    reply = await page.ask(request(desk, "stop", chat_path="renamed.chat"))
    assert reply["generation_ids"] == [generation.generation_id]
    await page.end_of(generation.generation_id)


async def test_a_copy_in_which_nobody_answers_has_nothing_of_the_original(
    desk: Desk, connect: Connect, jp_fetch: Any, jp_root_dir: Any
) -> None:
    page, other = await connect(), await connect()
    prompt_id = desk.prompt()
    mine = await running(desk)
    shutil.copy(jp_root_dir / "chat.chat", jp_root_dir / "copy.chat")
    in_copy = {"chat_id": desk.chat_id, "chat_path": "copy.chat"}
    assert await page.subscribe(*in_copy.values()) == []
    assert not page.heard[-1]["is_connected"]
    reply = await page.ask({"type": "stop", "request_id": "r", **in_copy})
    assert reply["generation_ids"] == []
    for kind, fields in (("regenerate", {"prompt_id": prompt_id}), ("reload", {})):
        reply = await page.ask({"type": kind, "request_id": kind, **in_copy, **fields})
        assert reply["error"]["code"] == "unknown_chat"
    body = json.dumps(in_copy)
    response = await jp_fetch(
        "api", "stop-stream", "stop", method="POST", body=body, raise_error=False
    )
    assert response.code == 404
    assert (mine.state, desk.backend.reloads) == ("running", 0)
    await other.subscribe(desk.chat_id)
    await other.ask(request(desk, "stop"))
    await other.end_of(mine.generation_id)
    await page.subscribe(*in_copy.values())
    assert page.records_of(mine.generation_id) == []


@pytest.mark.parametrize("path", ["../chat.chat", "/etc/hostname", "p" * 4096, "a\0b", ""])
async def test_a_path_that_can_be_no_chats_means_no_other_chat(
    desk: Desk, connect: Connect, jp_root_dir: Any, path: str
) -> None:
    (jp_root_dir.parent / "chat.chat").write_text("")
    page = await connect()
    generation = await running(desk)
    (record,) = await page.subscribe(desk.chat_id, path)
    assert record["generation_id"] == generation.generation_id


async def test_by_rest_a_copy_is_told_from_the_original(
    desk: Desk, copy: Desk, jp_fetch: Any
) -> None:
    mine, its = await running(desk), await running(copy)

    async def listed(**params: str) -> list[str]:
        response = await jp_fetch("api", "stop-stream", "generations", params=params)
        records = json.loads(response.body)["generations"]
        return [record["generation_id"] for record in records]

    ids = [mine.generation_id, its.generation_id]
    assert await listed(chat_id=desk.chat_id, chat_path="chat.chat") == ids[:1]
    assert await listed(chat_id=desk.chat_id, chat_path="copy.chat") == ids[1:]
    assert await listed(chat_id=desk.chat_id) == ids
    body = json.dumps({"chat_id": desk.chat_id, "chat_path": "copy.chat"})
    response = await jp_fetch("api", "stop-stream", "stop", method="POST", body=body)
    assert json.loads(response.body)["generation_ids"] == ids[1:]
    assert mine.state == "running"
