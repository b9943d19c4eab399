"""The same for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tornado.httpclient import HTTPClientError

from jupyter_stop_stream.protocol import codec

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.patience import within

RECORD = Draft202012Validator(codec._schema_of("generation_record"))
GENERATIONS = ("api", "stop-stream", "generations")


def stop_path(generation_id: str) -> tuple[str, ...]:
    return (*GENERATIONS, generation_id, "stop")


async def test_what_is_going_on_is_listed(
    desk: Desk, make_desk: Callable[[str], Desk], jp_fetch: Any
) -> None:
    elsewhere = make_desk("elsewhere")
    near_writer, far_writer = desk.writer("a"), elsewhere.writer("c")
    generations = [desk.ask(near_writer), desk.ask(desk.writer("b"))]
    far = elsewhere.ask(far_writer)
    await within(near_writer.waits.wait())
    await within(far_writer.waits.wait())

    async def listed(**params: str) -> list[dict[str, Any]]:
        response = await jp_fetch(*GENERATIONS, params=params)
        records: list[dict[str, Any]] = json.loads(response.body)["generations"]
        for record in records:
            RECORD.validate(record)
        return records

    here = [one.record("ada") for one in generations]
    assert await listed(chat_id=desk.chat_id) == here
    assert await listed() == [*here, far.record("ada")]
    assert await listed(chat_id="nowhere") == []


async def test_a_script_stops_one(desk: Desk, jp_fetch: Any) -> None:
    writer = desk.writer("seen")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    response = await jp_fetch(*stop_path(generation.generation_id), method="POST", body="")
    record = json.loads(response.body)["generation"]
    RECORD.validate(record)
    assert response.code == 202
    assert record["generation_id"] == generation.generation_id
    assert record["state"] in ("stopping", "ended")
    await within(generation.ended.wait())
    assert (generation.outcome, generation.stopped_by) == ("interrupted", "ada")
    assert generation.stopped_by_name == "Ada"
    assert desk.shown() == ["Why?", "seen"]


async def test_a_script_that_stops_twice_is_answered_twice(desk: Desk, jp_fetch: Any) -> None:
    writer = desk.writer("whole")
    generation = desk.ask(writer)
    writer.go_on.set()
    await within(generation.ended.wait())
    for _ in range(2):
        response = await jp_fetch(*stop_path(generation.generation_id), method="POST", body="")
        assert response.code == 202
        assert json.loads(response.body)["generation"]["outcome"] == "complete"


async def post(jp_fetch: Any, generation_id: str, body: Any) -> Any:
    return await jp_fetch(*stop_path(generation_id), method="POST", body=json.dumps(body))


async def test_a_reply_is_cut_to_what_a_page_without_a_websocket_had_shown(
    desk: Desk, jp_fetch: Any
) -> None:
    writer = desk.writer("seen", " unseen")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    seen = [{"message_id": writer.reply_id, "length": 4}]
    await post(jp_fetch, generation.generation_id, {"seen": seen})
    await within(generation.ended.wait())
    assert desk.shown() == ["Why?", "seen"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"seen": 1}', "seen: "),
        ('{"seen": [{"message_id": "m"}]}', "seen.0: "),
        ('{"seen": [{"message_id": "m", "length": -1}]}', "seen.0.length: "),
        ('{"request_id": ""}', "request_id: "),
        ('{"chat_id": "another"}', "chat_id"),
    ],
)
async def test_a_body_that_is_not_in_the_schema_is_refused_and_stops_nothing(
    desk: Desk, jp_fetch: Any, body: str, place: str
) -> None:
    generation = desk.ask(desk.writer("a"))
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*stop_path(generation.generation_id), method="POST", body=body)
    assert caught.value.code == 400
    assert place in json.loads(caught.value.response.body)["message"]
    assert generation.state == "running"


@pytest.mark.parametrize("traits", [{"max_frame_bytes": 1024}])
async def test_a_body_that_is_too_long_is_refused(desk: Desk, jp_fetch: Any) -> None:
    generation = desk.ask(desk.writer("a"))
    with pytest.raises(HTTPClientError) as caught:
        await post(jp_fetch, generation.generation_id, {"request_id": "r" * 2000})
    assert caught.value.code == 413
    assert generation.state == "running"


async def test_what_is_not_there_is_not_found(desk: Desk, jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*stop_path("nobody"), method="POST", body="")
    assert caught.value.code == 404
    assert json.loads(caught.value.response.body)["message"]


async def test_somebody_elses_is_not_stopped(desk: Desk, jp_fetch: Any) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*stop_path(theirs.generation_id), method="POST", body="")
    assert caught.value.code == 403
    assert theirs.state == "running"


@pytest.mark.parametrize("traits", [{"may_stop_others": True}])
async def test_somebody_elses_is_stopped_where_that_is_allowed(
    desk: Desk, jp_fetch: Any, authorizer: type[RecordingAuthorizer]
) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    path = stop_path(theirs.generation_id)
    authorizer.refused.add("write")
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*path, method="POST", body="")
    assert caught.value.code == 403
    authorizer.refused.clear()
    assert (await jp_fetch(*path, method="POST", body="")).code == 202
    await within(theirs.ended.wait())
    assert theirs.stopped_by == "ada"


@pytest.mark.parametrize(
    ("path", "request_of"),
    [(GENERATIONS, {}), (stop_path("some"), {"method": "POST", "body": ""})],
)
async def test_who_is_not_signed_in_is_turned_away(
    jp_fetch: Any, path: tuple[str, ...], request_of: dict[str, str]
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*path, headers={"Authorization": "nothing"}, **request_of)
    assert caught.value.code == 403


@pytest.mark.parametrize(
    ("path", "request_of", "action"),
    [(GENERATIONS, {}, "read"), (stop_path("some"), {"method": "POST", "body": ""}, "execute")],
)
async def test_who_is_not_allowed_to_is_turned_away(
    jp_fetch: Any,
    authorizer: type[RecordingAuthorizer],
    path: tuple[str, ...],
    request_of: dict[str, str],
    action: str,
) -> None:
    authorizer.refused.add(action)
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*path, **request_of)
    assert caught.value.code == 403
    assert authorizer.asked == [(action, "stop_stream")]


async def test_a_script_waits_for_the_end_without_asking_again(desk: Desk, jp_fetch: Any) -> None:
    writer = desk.writer("a")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    waits = asyncio.ensure_future(
        jp_fetch(*GENERATIONS, generation.generation_id, params={"wait_s": "30"})
    )
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.shield(waits), 0.1)
    writer.go_on.set()
    record = json.loads((await within(waits)).body)["generation"]
    assert (record["state"], record["outcome"]) == ("ended", "complete")


async def test_a_script_that_has_waited_long_enough_is_told_how_it_is(
    desk: Desk, jp_fetch: Any
) -> None:
    generation = desk.ask(desk.writer("a"))
    response = await jp_fetch(*GENERATIONS, generation.generation_id, params={"wait_s": "0.05"})
    assert json.loads(response.body)["generation"]["state"] == "running"


@pytest.mark.parametrize("wait_s", ["long", "-1", "30.1", "nan", "inf"])
async def test_nobody_waits_for_ever(desk: Desk, jp_fetch: Any, wait_s: str) -> None:
    generation = desk.ask(desk.writer("a"))
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*GENERATIONS, generation.generation_id, params={"wait_s": wait_s})
    assert caught.value.code == 400
