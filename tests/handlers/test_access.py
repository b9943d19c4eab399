"""Somebody who may no longer do what they could when their page was opened."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from tornado.web import HTTPError

from jupyter_stop_stream.handlers import access

from ..fakes.desk import Desk
from ..fakes.guards import NamingIdentityProvider, RecordingAuthorizer
from ..fakes.patience import turns, within
from .conftest import Connect

AT_ONCE = pytest.mark.usefixtures("often")
Identities = type[NamingIdentityProvider]
Authorizer = type[RecordingAuthorizer]


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open connections are asked about all the time."""
    monkeypatch.setattr(access, "INTERVAL_S", 0.01)


def frame(desk: Desk, kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "chat_id": desk.chat_id, **fields}


@AT_ONCE
async def test_the_websocket_of_somebody_who_is_turned_out_is_closed_though_they_say_nothing(
    desk: Desk, connect: Connect, identities: Identities
) -> None:
    ada, grace = await connect("ada"), await connect("grace")
    await ada.subscribe(desk.chat_id)
    identities.turned_out.add("grace")
    assert await grace.hear_until_closed() == []
    assert grace.close_code == 1008
    generation = desk.ask(desk.writer("a"))
    await ada.ask(frame(desk, "stop", request_id="r"))
    assert (await ada.end_of(generation.generation_id))["outcome"] == "interrupted"


@AT_ONCE
async def test_the_websocket_of_somebody_whom_the_authorizer_refuses_now_is_closed(
    connect: Connect, authorizer: Authorizer
) -> None:
    page = await connect()
    authorizer.refused.add("execute")
    assert await page.hear_until_closed() == []
    assert page.close_code == 1008


@pytest.mark.parametrize("traits", [{"may_stop_others": True}])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("subscribe", {}),
        ("regenerate", {"request_id": "r", "prompt_id": "p"}),
        ("reload", {"request_id": "r"}),
        ("stop", {"request_id": "r", "generation_ids": ["theirs"]}),
    ],
)
async def test_nothing_is_done_for_somebody_who_has_been_turned_out_meanwhile(
    desk: Desk, connect: Connect, identities: Identities, kind: str, fields: dict[str, Any]
) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="ada")
    grace = await connect("grace")
    identities.turned_out.add("grace")
    if "generation_ids" in fields:
        fields = {**fields, "generation_ids": [theirs.generation_id]}
    await grace.say(frame(desk, kind, **fields))
    assert await grace.hear_until_closed() == []
    assert theirs.state == "running"
    assert desk.backend.asked_again == []


@AT_ONCE
async def test_whoever_may_no_longer_read_hears_no_more_of_a_chat_and_may_still_stop(
    desk: Desk, connect: Connect, authorizer: Authorizer
) -> None:
    page = await connect()
    await page.subscribe(desk.chat_id)
    authorizer.refused.add("read")
    assert (await page.hear())["code"] == "not_allowed"
    generation = desk.ask(desk.writer("a"))
    reply = await page.ask(frame(desk, "stop", request_id="r"))
    assert reply["generation_ids"] == [generation.generation_id]
    await within(generation.ended.wait())
    assert page.records_of(generation.generation_id) == []


async def test_whoever_may_not_read_is_not_told_what_is_going_on(
    desk: Desk, connect: Connect, authorizer: Authorizer
) -> None:
    authorizer.refused.add("read")
    page = await connect()
    desk.ask(desk.writer("a"))
    heard = await page.ask(frame(desk, "subscribe"))
    assert (heard["type"], heard["code"]) == ("error", "not_allowed")
    assert ("read", "stop_stream") in authorizer.asked


@pytest.mark.parametrize("may_read", [True, False])
async def test_a_stop_by_rest_tells_the_chats_path_only_to_whoever_may_read(
    desk: Desk, jp_fetch: Any, authorizer: Authorizer, *, may_read: bool
) -> None:
    if not may_read:
        authorizer.refused.add("read")
    first = desk.ask(desk.writer("a"))
    second = desk.ask(desk.writer("b", persona_id="other"), persona_id="other")
    for path in (("generations", first.generation_id, "stop"), ("stop",)):
        body = f'{{"chat_id": "{desk.chat_id}"}}' if path == ("stop",) else ""
        response = await jp_fetch("api", "stop-stream", *path, method="POST", body=body)
        assert ("chat.chat" in response.body.decode()) == may_read
    await within(second.ended.wait())


@AT_ONCE
@pytest.mark.parametrize("reason", [HTTPError(503), ConnectionRefusedError("hub")])
async def test_an_identity_provider_that_cannot_be_asked_closes_nothing_and_is_said_once(
    desk: Desk,
    connect: Connect,
    identities: Identities,
    caplog: pytest.LogCaptureFixture,
    reason: Exception,
) -> None:
    page = await connect()
    with caplog.at_level(logging.WARNING):
        identities.fails_with = reason
        assert await page.subscribe(desk.chat_id) == []
        assert await page.subscribe(desk.chat_id) == []
    assert [one for one in caplog.messages if "is unknown" in one] == [
        f"Whether an open websocket still may be there is unknown: {reason}"
    ]
    identities.fails_with = HTTPError(403)
    assert await page.hear_until_closed() == []


async def test_a_stop_of_what_one_asked_for_waits_for_no_identity_provider(
    desk: Desk, connect: Connect, identities: Identities
) -> None:
    page = await connect()
    generation = desk.ask(desk.writer("a"))
    identities.turned_out.add("ada")
    reply = await page.ask(frame(desk, "stop", request_id="r"))
    assert reply["generation_ids"] == [generation.generation_id]


async def test_a_page_that_follows_many_chats_at_once_waits_once_for_a_slow_authorizer(
    desk: Desk, connect: Connect, authorizer: Authorizer
) -> None:
    page = await connect()
    authorizer.asked.clear()
    authorizer.thinks = asyncio.Event()
    chats = [f"{desk.chat_id}-{number}" for number in range(20)]
    await asyncio.gather(
        *(page.say({"type": "subscribe", "chat_id": chat_id}) for chat_id in chats)
    )
    generation = desk.ask(desk.writer("a"))
    # A stop of one's own waits for none of that.
    stopped = await page.ask(frame(desk, "stop", request_id="r"))
    assert stopped["generation_ids"] == [generation.generation_id]
    authorizer.thinks.set()
    # Whatever else is asked for waits for its turn.
    await page.ask(frame(desk, "regenerate", request_id="s", prompt_id="none"))
    assert [one["chat_id"] for one in page.heard if one["type"] == "generations"] == chats
    assert authorizer.asked.count(("read", "stop_stream")) <= 2


async def test_a_page_that_is_gone_before_anybody_said_what_it_may_follows_nothing(
    desk: Desk, connect: Connect, authorizer: Authorizer
) -> None:
    page = await connect()
    observers = len(desk.registry._observers)
    authorizer.asked.clear()
    authorizer.thinks = asyncio.Event()
    await page.say(frame(desk, "subscribe"))
    await page.close()
    await turns(20)
    assert authorizer.asked == [("execute", "stop_stream")]
    authorizer.thinks.set()
    await turns(20)
    assert authorizer.asked[1:] == [("read", "stop_stream"), ("write", "kernels")]
    assert len(desk.registry._observers) == observers
