"""Who is let in, by which door, and with how much."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError, websocket_connect

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.patience import within
from ..fakes.sign_in import header_of, sign_in
from .conftest import Connect

TORNADO_MAX_BYTES = 10 * 1024 * 1024


def stop(desk: Desk, request_id: str = "r", **fields: Any) -> dict[str, Any]:
    return {"type": "stop", "request_id": request_id, "chat_id": desk.chat_id, **fields}


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong"])
async def test_a_websocket_without_the_token_is_not_opened(
    jp_serverapp: ServerApp, http_server_client: Any, jp_base_url: str, query: str
) -> None:
    host = f"127.0.0.1:{http_server_client.get_http_port()}"
    with pytest.raises(HTTPClientError) as caught:
        await within(websocket_connect(f"ws://{host}{jp_base_url}api/stop-stream/ws{query}"))
    assert caught.value.code == 403


@pytest.mark.parametrize(
    ("xsrf", "origin", "code"),
    [
        ("right", "http://{host}", 202),
        (None, "http://{host}", 403),
        ("wrong", "http://{host}", 403),
        ("right", "https://elsewhere.example", 404),
    ],
)
async def test_a_browser_stops_by_rest_from_its_own_page_only(
    desk: Desk,
    jp_serverapp: ServerApp,
    http_server_client: Any,
    jp_base_url: str,
    xsrf: str | None,
    origin: str,
    code: int,
) -> None:
    generation = desk.ask(desk.writer("a"))
    cookies = await sign_in(jp_serverapp, http_server_client, jp_base_url)
    host = f"127.0.0.1:{http_server_client.get_http_port()}"
    headers = {"Cookie": header_of(cookies), "Host": host, "Origin": origin.format(host=host)}
    if xsrf is not None:
        headers["X-XSRFToken"] = cookies["_xsrf"] if xsrf == "right" else "0" * 32
    response = await http_server_client.fetch(
        f"{jp_base_url}api/stop-stream/generations/{generation.generation_id}/stop",
        method="POST",
        body="",
        headers=headers,
        raise_error=False,
    )
    assert response.code == code
    assert (generation.stopped_by is not None) == (code == 202)


async def test_a_frame_that_is_too_large_is_not_acted_on(desk: Desk, connect: Connect) -> None:
    page = await connect()
    generation = desk.ask(desk.writer("a"))
    frame = json.dumps(stop(desk)) + " " * 70_000
    await page.say(frame)
    heard = await page.hear()
    assert (heard["type"], heard["code"]) == ("error", "too_large")
    assert generation.state == "running"
    await page.say(frame[:60_000])
    assert (await page.hear_until(lambda one: one["type"] == "reply"))["generation_ids"] == [
        generation.generation_id
    ]


async def test_a_frame_that_no_server_should_hold_closes_its_own_connection_only(
    desk: Desk, connect: Connect
) -> None:
    other, page = await connect(), await connect()
    generation = desk.ask(desk.writer("a"))
    with suppress(WebSocketClosedError):
        await page.say(" " * (TORNADO_MAX_BYTES + 1))
    assert await page.hear_until_closed() == []
    assert generation.state == "running"
    assert (await other.ask(stop(desk)))["generation_ids"] == [generation.generation_id]


@pytest.mark.parametrize("traits", [{"may_stop_others": True}])
async def test_the_mark_says_who_stopped_somebody_elses_answer(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    grace = await connect("grace")
    writer = desk.writer("a")
    theirs = desk.ask(writer, asked_by="ada")
    await within(writer.waits.wait())
    named = stop(desk, generation_ids=[theirs.generation_id])
    authorizer.refused.add("write")
    assert (await grace.ask(named))["error"]["code"] == "not_allowed"
    authorizer.refused.clear()
    assert (await grace.ask({**named, "request_id": "s"}))["status"] == "accepted"
    await within(theirs.ended.wait())
    mark = desk.mark(writer.reply_id)
    assert mark is not None
    assert (mark["status"], mark["stopped_by"]) == ("interrupted", "grace")
    assert mark["stopped_by_name"] == "Grace"


async def test_whoever_presses_regenerate_owns_the_answer_by_the_servers_identity(
    desk: Desk, connect: Connect
) -> None:
    desk.backend.answer = lambda prompt_id: desk.ask(
        desk.writer("again"), prompt_id=prompt_id, asked_by=desk.backend.asked_by[-1]
    )
    ada, bob = await connect("ada"), await connect("bob")
    again = {"type": "regenerate", "chat_id": desk.chat_id, "prompt_id": desk.prompt(sender="ada")}
    reply = await bob.ask({**again, "request_id": "r-1"})
    assert desk.backend.asked_by == ["bob"]
    (generation_id,) = reply["generation_ids"]
    named = {"generation_ids": [generation_id]}
    assert (await ada.ask(stop(desk, "r-2", **named)))["error"]["code"] == "not_allowed"
    assert (await bob.ask(stop(desk, "r-3")))["generation_ids"] == [generation_id]
