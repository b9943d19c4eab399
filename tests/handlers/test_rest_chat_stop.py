"""A stop by REST in one round trip."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError

from jupyter_stop_stream.protocol import codec

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.patience import within
from ..fakes.sign_in import header_of, sign_in

RECORD = Draft202012Validator(codec._schema_of("generation_record"))
STOP = ("api", "stop-stream", "stop")


@pytest.fixture
def ask(jp_fetch: Any, desk: Desk) -> Callable[..., Any]:
    """Posts a stop in the desk's chat; the status, and what it is answered with."""

    async def send(**fields: Any) -> tuple[int, Any]:
        body = json.dumps({"chat_id": desk.chat_id, **fields})
        response = await jp_fetch(*STOP, method="POST", body=body, raise_error=False)
        return response.code, json.loads(response.body)

    return send


@pytest.fixture
def post(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Posts a stop that is accepted; what it is answered with."""

    async def send(**fields: Any) -> Any:
        status, answer = await ask(**fields)
        assert status == 202
        for record in answer["generations"]:
            RECORD.validate(record)
        assert [one["generation_id"] for one in answer["generations"]] == answer["generation_ids"]
        return answer

    return send


@pytest.fixture
def refusal_of(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Posts a stop that is refused; the status, and the code of the error."""

    async def send(**fields: Any) -> tuple[int, str]:
        status, answer = await ask(**fields)
        assert answer["message"]
        return status, answer["reason"]

    return send


async def test_all_of_mine_are_stopped_at_once(desk: Desk, post: Callable[..., Any]) -> None:
    writer = desk.writer("seen", " unseen")
    running, queued = desk.ask(writer), desk.ask(desk.writer("never"))
    await within(writer.waits.wait())
    other = desk.ask(desk.writer("b"), persona_id="other", asked_by="grace")
    seen = [{"message_id": writer.reply_id, "length": 4}]
    answer = await post(request_id="r", seen=seen)
    assert answer["generation_ids"] == [running.generation_id, queued.generation_id]
    assert {one["state"] for one in answer["generations"]} <= {"stopping", "ended"}
    await within(running.ended.wait())
    assert (running.stopped_by, running.stopped_by_name) == ("ada", "Ada")
    assert desk.body(writer.reply_id) == "seen"
    assert other.state == "running"


async def test_what_is_known_is_stopped_though_something_else_is_not(
    desk: Desk, post: Callable[..., Any], refusal_of: Callable[..., Any]
) -> None:
    named, other = desk.ask(desk.writer("a")), desk.ask(desk.writer("b"), persona_id="other")
    assert await refusal_of(generation_ids=["nobody"]) == (404, "unknown_generation")
    answer = await post(generation_ids=["nobody", named.generation_id])
    assert answer["generation_ids"] == [named.generation_id]
    assert other.state == "running"


async def test_a_prompt_that_comes_later_is_stopped_before_it_begins(
    desk: Desk, post: Callable[..., Any]
) -> None:
    prompt_id = desk.prompt()
    assert (await post(prompt_ids=[prompt_id]))["generation_ids"] == []
    generation = desk.ask(desk.writer("never"), prompt_id=prompt_id)
    await within(generation.ended.wait())
    assert (generation.outcome, desk.shown()) == ("interrupted", ["Why?"])


async def test_what_has_ended_is_answered_with_how(desk: Desk, post: Callable[..., Any]) -> None:
    writer = desk.writer("whole")
    writer.go_on.set()
    generation = desk.ask(writer)
    await within(generation.ended.wait())
    answer = await post(generation_ids=[generation.generation_id])
    assert [one["outcome"] for one in answer["generations"]] == ["complete"]


async def test_a_stop_that_finds_nothing_is_accepted(post: Callable[..., Any]) -> None:
    assert await post() == {"generation_ids": [], "generations": []}
    assert await post(generation_ids=[]) == {"generation_ids": [], "generations": []}


async def test_a_chat_that_is_not_open_is_not_found(refusal_of: Callable[..., Any]) -> None:
    assert await refusal_of(chat_id="nowhere") == (404, "unknown_chat")


async def test_somebody_elses_is_not_stopped(desk: Desk, refusal_of: Callable[..., Any]) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    assert await refusal_of() == (403, "not_allowed")
    assert await refusal_of(generation_ids=[theirs.generation_id]) == (403, "not_allowed")
    assert theirs.state == "running"


@pytest.mark.parametrize("traits", [{"may_stop_others": True}])
async def test_somebody_elses_is_stopped_by_naming_it_where_that_is_allowed(
    desk: Desk,
    post: Callable[..., Any],
    refusal_of: Callable[..., Any],
    authorizer: type[RecordingAuthorizer],
) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    ids = [theirs.generation_id]
    authorizer.refused.add("write")
    assert await refusal_of(generation_ids=ids) == (403, "not_allowed")
    authorizer.refused.clear()
    assert await refusal_of() == (403, "not_allowed")
    assert (await post(generation_ids=ids))["generation_ids"] == ids
    await within(theirs.ended.wait())
    assert theirs.stopped_by == "ada"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "chat_id"),
        ('{"chat_id": 1}', "chat_id: "),
        ('{"chat_id": "c", "type": "stop"}', "type"),
        ('{"chat_id": "c", "request_id": ""}', "request_id: "),
        ('{"chat_id": "c", "prompt_ids": "p"}', "prompt_ids: "),
        ('{"chat_id": "c", "seen": [{"message_id": "m"}]}', "seen.0: "),
    ],
)
async def test_a_body_that_is_not_in_the_schema_is_refused(
    desk: Desk, jp_fetch: Any, body: str, place: str
) -> None:
    generation = desk.ask(desk.writer("a"))
    response = await jp_fetch(*STOP, method="POST", body=body, raise_error=False)
    assert response.code == 400
    assert place in json.loads(response.body)["message"]
    assert generation.state == "running"


@pytest.mark.parametrize("traits", [{"max_frame_bytes": 1024}])
async def test_a_body_that_is_too_long_is_refused(
    desk: Desk, refusal_of: Callable[..., Any]
) -> None:
    generation = desk.ask(desk.writer("a"))
    assert await refusal_of(generation_ids=["g" * 100] * 20) == (413, "too_large")
    assert generation.state == "running"


async def test_who_is_not_signed_in_is_turned_away(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*STOP, method="POST", body="{}", headers={"Authorization": "nothing"})
    assert caught.value.code == 403


async def test_who_is_not_allowed_to_is_turned_away(
    jp_fetch: Any, authorizer: type[RecordingAuthorizer]
) -> None:
    authorizer.refused.add("execute")
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*STOP, method="POST", body="{}")
    assert caught.value.code == 403
    assert authorizer.asked == [("execute", "stop_stream")]


@pytest.mark.parametrize(
    ("xsrf", "origin", "code"),
    [
        ("right", "http://{host}", 202),
        (None, "http://{host}", 403),
        ("wrong", "http://{host}", 403),
        ("right", "https://elsewhere.example", 404),
    ],
)
async def test_a_browser_stops_from_its_own_page_only(
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
        f"{jp_base_url}api/stop-stream/stop",
        method="POST",
        body=json.dumps({"chat_id": desk.chat_id}),
        headers=headers,
        raise_error=False,
    )
    assert response.code == code
    assert (generation.stopped_by is not None) == (code == 202)
