"""What a browser says and hears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from jupyter_stop_stream.generations.regeneration import MAX_WAITING

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.listener import Listener
from ..fakes.patience import turns, within
from ..fakes.sign_in import header_of, sign_in
from .conftest import Connect

WITH_STRANGERS = pytest.mark.parametrize("traits", [{"may_stop_others": True}])


def stop(desk: Desk, request_id: str = "r", **fields: Any) -> dict[str, Any]:
    return {"type": "stop", "request_id": request_id, "chat_id": desk.chat_id, **fields}


async def test_who_subscribes_is_told_what_is_going_on(desk: Desk, connect: Connect) -> None:
    page = await connect()
    assert await page.subscribe(desk.chat_id) == []
    writer, waiting = desk.writer("Hi"), desk.writer()
    running, queued = desk.ask(writer), desk.ask(waiting)
    await within(writer.waits.wait())
    late = await connect()
    assert await late.subscribe(desk.chat_id) == [running.record("ada"), queued.record("ada")]
    assert late.heard[0]["protocol_version"] == 1
    assert [record["state"] for record in late.heard[0]["generations"]] == ["running", "queued"]


async def test_an_answer_is_told_from_its_beginning_to_its_end(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    writer = desk.writer("Hi")
    generation = desk.ask(writer)
    writer.go_on.set()
    record = await page.end_of(generation.generation_id)
    assert (record["outcome"], record["receipt"]) == ("complete", None)
    assert record["reply_ids"] == [writer.reply_id]
    assert record["is_mine"]
    revisions = [one["revision"] for one in page.records_of(generation.generation_id)]
    assert revisions == sorted(set(revisions))


async def test_a_stop_is_accepted_and_its_end_is_told(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    writer = desk.writer("seen", " unseen")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    seen = [{"message_id": writer.reply_id, "length": 4}]
    reply = await page.ask(stop(desk, "request-9", seen=seen))
    assert reply == {
        "type": "reply",
        "request_id": "request-9",
        "status": "accepted",
        "generation_ids": [generation.generation_id],
    }
    record = await page.end_of(generation.generation_id)
    assert (record["outcome"], record["receipt"]) == ("interrupted", "cancelled")
    assert record["stopped_by"] == "ada"
    states = [one["state"] for one in page.records_of(generation.generation_id)]
    assert states[-2:] == ["stopping", "ended"]
    assert desk.shown() == ["Why?", "seen"]


async def test_a_stop_by_name_reaches_that_one_only(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    first, second = desk.writer("a"), desk.writer("b", persona_id="other")
    generations = [desk.ask(first), desk.ask(second, persona_id="other")]
    await within(second.waits.wait())
    ids = [generations[1].generation_id]
    reply = await page.ask(stop(desk, generation_ids=ids))
    assert reply["generation_ids"] == ids
    await page.end_of(ids[0])
    assert generations[0].is_live


async def test_a_stop_that_finds_nothing_is_accepted(desk: Desk, connect: Connect) -> None:
    page = await connect()
    reply = await page.ask(stop(desk))
    assert (reply["status"], reply["generation_ids"]) == ("accepted", [])


async def test_a_stop_after_the_end_is_answered_with_how_it_ended(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    writer = desk.writer("Hi")
    generation = desk.ask(writer)
    writer.go_on.set()
    await page.end_of(generation.generation_id)
    reply = await page.ask(stop(desk, generation_ids=[generation.generation_id]))
    assert reply["status"] == "accepted"
    assert (await page.end_of(generation.generation_id))["outcome"] == "complete"


async def test_a_request_that_is_repeated_is_acted_on_once(desk: Desk, connect: Connect) -> None:
    page, again = await connect(), await connect()
    writer = desk.writer("Hi")
    desk.ask(writer)
    await within(writer.waits.wait())
    await page.subscribe(desk.chat_id)
    reply = await page.ask(stop(desk, "request-1"))
    await page.end_of(reply["generation_ids"][0])
    later = desk.writer("b")
    generation = desk.ask(later)
    assert await again.ask(stop(desk, "request-1")) == reply
    assert generation.state in ("queued", "running")
    assert (await again.ask(stop(desk, "request-2")))["generation_ids"] == [
        generation.generation_id
    ]


async def test_one_persons_request_id_says_nothing_to_another(desk: Desk, connect: Connect) -> None:
    ada, grace = await connect("ada"), await connect("grace")
    mine = desk.ask(desk.writer("a"), asked_by="ada")
    theirs = desk.ask(desk.writer("b"), asked_by="grace", persona_id="other")
    assert (await ada.ask(stop(desk)))["generation_ids"] == [mine.generation_id]
    assert (await grace.ask(stop(desk)))["generation_ids"] == [theirs.generation_id]


async def test_what_is_not_there_is_refused(desk: Desk, connect: Connect) -> None:
    page = await connect()
    reply = await page.ask(stop(desk, "r-1", generation_ids=["nobody"]))
    assert (reply["status"], reply["error"]["code"]) == ("refused", "unknown_generation")
    ask_again = {"type": "regenerate", "request_id": "r-2", "prompt_id": "nothing"}
    reply = await page.ask({**ask_again, "chat_id": desk.chat_id})
    assert (reply["status"], reply["error"]["code"]) == ("refused", "unknown_prompt")
    reply = await page.ask({**ask_again, "request_id": "r-3", "chat_id": "nowhere"})
    assert (reply["status"], reply["error"]["code"]) == ("refused", "unknown_chat")
    assert reply["error"]["text"]


async def test_a_prompt_is_asked_again(desk: Desk, connect: Connect) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    prompt_id = desk.prompt()
    desk.backend.answer = lambda prompt: desk.ask(desk.writer("again"), prompt_id=prompt)
    reply = await page.ask(
        {
            "type": "regenerate",
            "request_id": "r",
            "chat_id": desk.chat_id,
            "prompt_id": prompt_id,
        }
    )
    (generation,) = desk.registry.live(desk.chat_id)
    assert reply["generation_ids"] == [generation.generation_id]
    assert generation.prompt_id == prompt_id


async def test_what_cannot_be_gone_on_from_is_refused(desk: Desk, connect: Connect) -> None:
    page = await connect()
    go_on = {"type": "continue", "request_id": "r", "message_id": desk.prompt()}
    reply = await page.ask({**go_on, "chat_id": desk.chat_id})
    assert (reply["status"], reply["error"]["code"]) == ("refused", "unknown_prompt")


async def test_a_prompt_that_overtakes_nothing_but_its_stop_is_not_answered(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    prompt_id = desk.prompt()
    reply = await page.ask(stop(desk, generation_ids=[], prompt_ids=[prompt_id]))
    assert (reply["status"], reply["generation_ids"]) == ("accepted", [])
    writer = desk.writer("never")
    generation = desk.ask(writer, prompt_id=prompt_id, asked_by="ada")
    record = await page.end_of(generation.generation_id)
    assert (record["outcome"], record["stopped_by"]) == ("interrupted", "ada")
    assert (writer.runs, desk.status(prompt_id)) == (0, "interrupted")


async def test_where_too_many_prompts_wait_one_more_is_refused_as_that(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    for _ in range(MAX_WAITING + 1):
        desk.ask(desk.writer("a"), prompt_id="one")
    again = {"type": "regenerate", "request_id": "r", "prompt_id": desk.prompt()}
    reply = await page.ask({**again, "chat_id": desk.chat_id})
    assert (reply["status"], reply["error"]["code"]) == ("refused", "too_many")


async def test_the_personas_of_a_chat_are_started_anew_when_asked_for(
    desk: Desk, connect: Connect
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    generation = desk.ask(desk.writer("hangs"))
    reply = await page.ask({"type": "reload", "request_id": "r", "chat_id": desk.chat_id})
    assert (reply["status"], reply["generation_ids"]) == ("accepted", [generation.generation_id])
    await within(desk.backend.reloaded.wait())
    assert (await page.end_of(generation.generation_id))["outcome"] == "interrupted"
    assert generation.stopped_by_name == "Ada"


async def test_a_reload_that_would_stop_somebody_elses_answer_is_refused(
    desk: Desk, connect: Connect
) -> None:
    page = await connect("ada")
    theirs = desk.ask(desk.writer("b"), asked_by="grace")
    reply = await page.ask({"type": "reload", "request_id": "r", "chat_id": desk.chat_id})
    assert (reply["status"], reply["error"]["code"]) == ("refused", "not_allowed")
    assert theirs.state == "running"
    assert desk.backend.reloads == 0


async def test_what_happens_in_other_chats_is_not_told(
    desk: Desk, make_desk: Callable[[str], Desk], connect: Connect
) -> None:
    elsewhere = make_desk("elsewhere")
    page = await connect()
    await page.subscribe(desk.chat_id)
    far, near = elsewhere.writer("far"), desk.writer("near")
    far.go_on.set()
    await within(elsewhere.ask(far).ended.wait())
    generation = desk.ask(near)
    near.go_on.set()
    await page.end_of(generation.generation_id)
    told = [frame["generation"] for frame in page.heard if frame["type"] == "generation"]
    assert {record["chat_id"] for record in told} == {desk.chat_id}


async def test_who_unsubscribes_is_told_nothing_more(desk: Desk, connect: Connect) -> None:
    page, other = await connect(), await connect()
    await page.subscribe(desk.chat_id)
    await other.subscribe(desk.chat_id)
    await page.say({"type": "unsubscribe", "chat_id": desk.chat_id})
    reply = await page.ask(stop(desk))
    assert reply["status"] == "accepted"
    writer = desk.writer("Hi")
    generation = desk.ask(writer)
    writer.go_on.set()
    await other.end_of(generation.generation_id)
    await page.ask(stop(desk, "last"))
    assert page.records_of(generation.generation_id) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no json", {"code": "bad_frame", "text": "The frame is not JSON."}),
        ("[]", {"code": "bad_frame", "text": "The frame is not a JSON object."}),
        ("[" * 30_000, {"code": "bad_frame", "text": "The frame is not JSON."}),
        (
            '{"type": "stop", "request_id": "r-7"}',
            {
                "code": "bad_frame",
                "text": "frame: 'chat_id' is a required property",
                "request_id": "r-7",
            },
        ),
        ("x" * 70_000, {"code": "too_large", "text": "The frame is too large."}),
        ("x" * 2_000_000, {"code": "too_large", "text": "The frame is too large."}),
    ],
)
async def test_a_frame_that_makes_no_sense_is_answered_and_the_connection_lives(
    desk: Desk, connect: Connect, text: str, answer: dict[str, str]
) -> None:
    page = await connect()
    await page.say(text)
    frame = await page.hear()
    assert frame == {"type": "error", **answer}
    assert await page.subscribe(desk.chat_id) == []


@pytest.mark.parametrize("traits", [{"max_frame_bytes": 1024}])
async def test_how_large_a_frame_may_be_is_configured(desk: Desk, connect: Connect) -> None:
    page = await connect()
    for count, expected in ((10, "reply"), (100, "error")):
        ids = ["0123456789"] * count
        assert (await page.ask(stop(desk, generation_ids=ids)))["type"] == expected


async def test_whose_a_generation_is_is_told_to_each(desk: Desk, connect: Connect) -> None:
    ada, grace = await connect("ada"), await connect("grace")
    desk.ask(desk.writer("a"), asked_by="ada")
    (to_ada,) = await ada.subscribe(desk.chat_id)
    (to_grace,) = await grace.subscribe(desk.chat_id)
    assert to_ada["is_mine"]
    assert to_ada["may_stop"]
    assert not to_grace["is_mine"]
    assert not to_grace["may_stop"]


@WITH_STRANGERS
async def test_who_may_stop_somebody_elses_is_told_so(desk: Desk, connect: Connect) -> None:
    grace = await connect("grace")
    desk.ask(desk.writer("a"), asked_by="ada")
    (record,) = await grace.subscribe(desk.chat_id)
    assert not record["is_mine"]
    assert record["may_stop"]


async def test_where_the_chats_file_is_is_told(desk: Desk, connect: Connect) -> None:
    page = await connect()
    generation = desk.ask(desk.writer("a"))
    (record,) = await page.subscribe(desk.chat_id)
    assert record["chat_path"] == desk.chat.get_path()
    desk.chat.path = "moved/renamed.chat"
    (record,) = await page.subscribe(desk.chat_id)
    assert record["chat_path"] == "moved/renamed.chat"
    desk.stop(generation)
    assert (await page.end_of(generation.generation_id))["chat_path"] is None


async def test_a_stop_without_names_does_not_reach_somebody_elses(
    desk: Desk, connect: Connect
) -> None:
    grace = await connect("grace")
    theirs = desk.ask(desk.writer("a"), asked_by="ada")
    assert (await grace.ask(stop(desk)))["generation_ids"] == []
    assert theirs.state == "running"


async def test_somebody_elses_is_not_stopped_by_naming_it(desk: Desk, connect: Connect) -> None:
    grace = await connect("grace")
    theirs = desk.ask(desk.writer("a"), asked_by="ada")
    reply = await grace.ask(stop(desk, generation_ids=[theirs.generation_id]))
    assert (reply["status"], reply["error"]["code"]) == ("refused", "not_allowed")
    assert theirs.state == "running"


@WITH_STRANGERS
async def test_somebody_elses_is_stopped_where_that_is_configured(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    grace = await connect("grace")
    await grace.subscribe(desk.chat_id)
    theirs = desk.ask(desk.writer("a"), asked_by="ada")
    reply = await grace.ask(stop(desk, "r-1"))
    assert reply["generation_ids"] == []
    reply = await grace.ask(stop(desk, "r-2", generation_ids=[theirs.generation_id]))
    assert reply["status"] == "accepted"
    record = await grace.end_of(theirs.generation_id)
    assert record["stopped_by"] == "grace"
    assert ("write", "stop_stream") in authorizer.asked


@WITH_STRANGERS
async def test_somebody_elses_is_not_stopped_where_the_authorizer_refuses(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    authorizer.refused.add("write")
    grace = await connect("grace")
    theirs = desk.ask(desk.writer("a"), asked_by="ada")
    mine = desk.ask(desk.writer("b"), asked_by="grace", persona_id="other")
    reply = await grace.ask(stop(desk, "r-1", generation_ids=[theirs.generation_id]))
    assert reply["error"]["code"] == "not_allowed"
    reply = await grace.ask(stop(desk, "r-2", generation_ids=[mine.generation_id]))
    assert reply["status"] == "accepted"


async def test_a_name_in_a_frame_changes_nothing(desk: Desk, connect: Connect) -> None:
    grace = await connect("grace")
    theirs = desk.ask(desk.writer("a"), asked_by="ada")
    assert (await grace.ask(stop(desk, by="ada")))["code"] == "bad_frame"
    assert theirs.state == "running"


async def test_closing_a_page_is_no_stop_and_leaves_nothing(desk: Desk, connect: Connect) -> None:
    before = len(desk.registry._observers)
    page = await connect()
    await page.subscribe(desk.chat_id)
    writer = desk.writer("Hi", rest=(" there",))
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    assert len(desk.registry._observers) == before + 1
    await page.close()
    witness = await connect()
    await witness.subscribe(desk.chat_id)
    assert generation.state == "running"
    writer.go_on.set()
    await witness.end_of(generation.generation_id)
    assert generation.outcome == "complete"
    assert desk.body(writer.reply_id) == "Hi there"
    await witness.close()
    await turns(5)
    assert len(desk.registry._observers) == before


async def test_a_frame_that_the_server_fails_on_is_answered(desk: Desk, connect: Connect) -> None:
    def fail(prompt_id: str) -> None:
        raise OSError

    desk.backend.answer = fail
    page = await connect()
    frame = await page.ask(
        {"type": "regenerate", "request_id": "r", "chat_id": desk.chat_id, "prompt_id": "p"}
    )
    assert (frame["type"], frame["code"]) == ("error", "internal")
    assert await page.subscribe(desk.chat_id) == []


@pytest.mark.parametrize("headers", [{"Authorization": "nothing"}, {"Authorization": "token no"}])
async def test_who_is_not_signed_in_is_turned_away(
    jp_ws_fetch: Any, headers: dict[str, str]
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await jp_ws_fetch("api", "stop-stream", "ws", headers=headers)
    assert caught.value.code == 403


async def test_who_is_not_allowed_to_is_turned_away(
    connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    authorizer.refused.add("execute")
    with pytest.raises(HTTPClientError) as caught:
        await connect()
    assert caught.value.code == 403
    assert authorizer.asked == [("execute", "stop_stream")]


@pytest.mark.parametrize(
    ("origin", "is_welcome"), [("http://{host}", True), ("https://elsewhere.example", False)]
)
async def test_a_page_of_another_origin_is_turned_away(
    jp_serverapp: ServerApp,
    http_server_client: Any,
    jp_base_url: str,
    origin: str,
    is_welcome: bool,
) -> None:
    host = f"127.0.0.1:{http_server_client.get_http_port()}"
    cookies = header_of(await sign_in(jp_serverapp, http_server_client, jp_base_url))
    request = HTTPRequest(
        f"ws://{host}{jp_base_url}api/stop-stream/ws",
        headers={"Cookie": cookies, "Origin": origin.format(host=host)},
    )
    if is_welcome:
        page = Listener(await within(websocket_connect(request)))
        assert await page.subscribe("chat") == []
        await page.close()
    else:
        with pytest.raises(HTTPClientError) as caught:
            await within(websocket_connect(request))
        assert caught.value.code == 403
