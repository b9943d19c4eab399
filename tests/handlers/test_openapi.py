"""What the OpenAPI file says is what the server does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote

import pytest
import yaml
from jsonschema import Draft202012Validator
from jupyter_server.serverapp import ServerApp
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler

from jupyter_stop_stream.generations import EditedCell

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.patience import within
from ..fakes.recording_execution import RecordingExecution

PROTOCOL: Final = files("jupyter_stop_stream.protocol")
SPEC: Final[dict[str, Any]] = yaml.safe_load(PROTOCOL.joinpath("openapi.yaml").read_text())
SCHEMA: Final = json.loads(PROTOCOL.joinpath("v1.schema.json").read_text())
BASE: Final = "/api/stop-stream"

RESOURCES: Final = Registry().with_resources(
    [
        ("v1.schema.json", Resource(SCHEMA, DRAFT202012)),
        ("openapi.yaml", Resource(SPEC, DRAFT202012)),
    ]
)

Operation = tuple[str, str]


def within_spec(value: Any) -> Any:
    """A part of the file, of which the references say that they are this file's."""
    if isinstance(value, list):
        return [within_spec(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _absolute(one) if key == "$ref" else within_spec(one) for key, one in value.items()
    }


def _absolute(reference: str) -> str:
    return f"openapi.yaml{reference}" if reference.startswith("#") else reference


def looked_up(value: dict[str, Any]) -> dict[str, Any]:
    reference = value.get("$ref")
    if reference is None:
        return value
    found: dict[str, Any] = RESOURCES.resolver().lookup(_absolute(reference)).contents
    return found


def check(schema: Any, value: Any) -> None:
    Draft202012Validator(within_spec(schema), registry=RESOURCES).validate(value)


def documented() -> set[Operation]:
    verbs = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    return {(path, verb) for path, item in SPEC["paths"].items() for verb in item if verb in verbs}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from references(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from [one] if key == "$ref" else references(one)


def test_every_route_of_the_server_is_in_the_file_and_no_other(jp_serverapp: ServerApp) -> None:
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyter_stop_stream"]
    assert app is not None
    served = set()
    for route, handler, *_ in app.handlers:
        if BASE not in route or issubclass(handler, WebSocketHandler):
            continue
        below = route[route.index(BASE) + len(BASE) :]
        path = re.sub(r"/(\w+)s/\([^)]*\)", r"/\1s/{\1_id}", below)
        for verb in ("get", "put", "post", "delete", "head", "patch"):
            if getattr(handler, verb) is not getattr(RequestHandler, verb):
                served.add((path.rstrip("$"), verb))
    assert served == documented()


def test_all_that_the_file_refers_to_is_there() -> None:
    for reference in references(SPEC):
        assert RESOURCES.resolver().lookup(_absolute(reference)).contents


class Script:
    """Who uses the routes by the file, and checks each answer against it."""

    def __init__(self, jp_fetch: Any) -> None:
        self._fetch = jp_fetch
        self.seen: set[tuple[str, str, str]] = set()

    async def __call__(
        self, verb: str, path: str, body: Any = None, params: Any = None, **names: str
    ) -> tuple[int, Any]:
        """The status and the body, both of which the file has."""
        operation = SPEC["paths"][path][verb]
        text = None if verb == "get" else "" if body is None else json.dumps(body)
        parts = [quote(one, safe="") for one in path.format(**names).strip("/").split("/")]
        response = await self._fetch(
            "api",
            "stop-stream",
            *parts,
            method=verb.upper(),
            body=text,
            params=params or {},
            raise_error=False,
        )
        answer = json.loads(response.body)
        declared = looked_up(operation["responses"][str(response.code)])
        check(declared["content"]["application/json"]["schema"], answer)
        self.seen.add((path, verb, str(response.code)))
        return response.code, answer


@pytest.mark.parametrize("traits", [{"max_frame_bytes": 1024}])
async def test_each_answer_of_the_server_is_as_the_file_says(
    desk: Desk, jp_fetch: Any, authorizer: type[RecordingAuthorizer]
) -> None:
    script = Script(jp_fetch)
    one, edits, stop, chat_stop, end = (
        "/generations/{generation_id}",
        "/generations/{generation_id}/edits",
        "/generations/{generation_id}/stop",
        "/stop",
        "/executions/{execution_id}/end",
    )
    writer = desk.writer("seen", " unseen")
    mine = desk.ask(writer, asked_by="ada")
    theirs = desk.ask(desk.writer("a", persona_id="other"), persona_id="other", asked_by="grace")
    await within(writer.waits.wait())
    too_long = {"request_id": "r" * 2000, "chat_id": desk.chat_id}

    assert len((await script("get", "/generations"))[1]["generations"]) == 2
    _, listed = await script("get", "/generations", params={"chat_id": desk.chat_id})
    assert listed["is_connected"] is True
    await script("get", one, generation_id=mine.generation_id)
    await script("get", one, generation_id="nobody")
    await script("get", one, generation_id=mine.generation_id, params={"wait_s": "long"})
    await script("post", stop, generation_id=theirs.generation_id)
    await script("post", stop, generation_id="nobody")
    await script("post", stop, {"seen": 1}, generation_id=mine.generation_id)
    await script("post", stop, too_long, generation_id=mine.generation_id)
    await script("post", chat_stop, {"chat_id": 1})
    await script("post", chat_stop, {"chat_id": "nowhere"})
    await script("post", chat_stop, too_long)
    theirs_by_id = {"chat_id": desk.chat_id, "generation_ids": [theirs.generation_id]}
    await script("post", chat_stop, theirs_by_id)
    cell, cell_of_theirs = RecordingExecution(mine), RecordingExecution(theirs)
    await script("post", end, {"by": "stop"}, execution_id=cell_of_theirs.execution_id)
    await script("post", end, {"by": "stop"}, execution_id="nothing")
    await script("post", end, {"by": "chance"}, execution_id=cell.execution_id)
    await script("post", end, too_long, execution_id=cell.execution_id)
    await script("post", end, {"by": "restart"}, execution_id=cell.execution_id)
    assert (cell.asked, cell_of_theirs.asked) == (["restart"], [])
    cell.end()
    assert (mine.state, theirs.state) == ("running", "running")
    seen = [{"message_id": writer.reply_id, "length": 4}]
    await script("post", stop, {"seen": seen}, generation_id=mine.generation_id)
    waiting = desk.ask(desk.writer("b"), asked_by="ada")
    await script("post", chat_stop, {"chat_id": desk.chat_id})
    await within(waiting.ended.wait())
    _, ended = await script("get", one, generation_id=mine.generation_id)
    assert (ended["generation"]["outcome"], ended["generation"]["receipt"]) == (
        "interrupted",
        "cancelled",
    )
    cell_after = {"id": "one", "cell_type": "code", "source": "1", "metadata": {}}
    mine.touches.note_edit("a.ipynb", EditedCell("one", None, cell_after))
    assert (await script("get", edits, generation_id=mine.generation_id))[1]["edits"]
    await script("get", edits, generation_id="nobody")
    authorizer.refused.add("read")
    await script("get", edits, generation_id=mine.generation_id)
    await script("get", "/generations")
    await script("get", one, generation_id=mine.generation_id)

    said = {
        (path, verb, status)
        for path, verb in documented()
        for status in SPEC["paths"][path][verb]["responses"]
    }
    assert script.seen == said
