"""What an administrator's server is told."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError

from jupyter_stop_stream.telemetry.events import SCHEMA_ID

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..handlers.conftest import *  # noqa: F403


class RecordingHandler(logging.Handler):
    """Keeps the events that the server's event logger writes; `failure` is raised instead."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []
        self.failure: Exception | None = None
        self.told = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.told.set()
        if self.failure is not None:
            raise self.failure
        self.events.append(json.loads(self.format(record)))

    async def until_ended(self) -> list[dict[str, Any]]:
        while not any(event["action"] == "ended" for event in self.events):
            self.told.clear()
            await within(self.told.wait())
        return self.events


@pytest.fixture
def handler(jp_serverapp: ServerApp) -> RecordingHandler:
    handler = RecordingHandler()
    assert jp_serverapp.event_logger is not None
    jp_serverapp.event_logger.handlers = []
    jp_serverapp.event_logger.register_handler(handler)
    return handler


async def stopped(desk: Desk) -> None:
    """An answer that is stopped midway, with what was written and not seen."""
    writer = desk.writer("seen", " a secret")
    generation = desk.ask(writer, asked_by="grace")
    await within(writer.waits.wait())
    desk.stop(generation, by="grace", seen={writer.reply_id: 4})
    await within(generation.ended.wait())


async def test_events_say_who_how_long_and_how_far_and_nothing_of_the_chat(
    desk: Desk, handler: RecordingHandler
) -> None:
    await stopped(desk)
    started, stop, ended = await handler.until_ended()
    assert [one["action"] for one in (started, stop, ended)] == ["started", "stopped", "ended"]
    assert {one["__schema__"] for one in (started, stop, ended)} == {SCHEMA_ID}
    assert (started["asked_by"], started["stopped_by"]) == ("grace", None)
    assert (stop["asked_by"], stop["stopped_by"]) == ("grace", "grace")
    assert "outcome" not in stop
    assert (ended["outcome"], ended["receipt"], ended["left"]) == ("interrupted", "cancelled", [])
    assert ended["unseen_characters"] == len(" a secret")
    assert ended["open_s"] >= ended["stopping_s"] > 0
    said = json.dumps(handler.events)
    assert "secret" not in said
    assert "Why?" not in said
    assert ".chat" not in said


async def test_a_log_that_cannot_be_written_keeps_no_answer_from_ending(
    desk: Desk, handler: RecordingHandler
) -> None:
    handler.failure = OSError("The disk is full.")
    await stopped(desk)
    await within(handler.told.wait())
    assert desk.shown() == ["Why?", "seen"]


async def test_a_server_that_stops_still_tells_how_its_answers_ended(
    make_desk: Callable[[str], Desk], handler: RecordingHandler, jp_serverapp: ServerApp
) -> None:
    desks = [make_desk(name) for name in "abc"]
    for desk in desks:
        desk.ask(desk.writer("a"))
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyter_stop_stream"]
    assert app is not None
    await app.stop_extension()
    ended = [event for event in handler.events if event["action"] == "ended"]
    assert [event["outcome"] for event in ended] == ["interrupted"] * len(desks)
    assert {event["stopped_by"] for event in ended} == {None}


@pytest.mark.parametrize("traits", [{"emits_events": False}])
async def test_events_can_be_switched_off(desk: Desk, jp_serverapp: ServerApp) -> None:
    await stopped(desk)
    assert jp_serverapp.event_logger is not None
    assert SCHEMA_ID not in jp_serverapp.event_logger.schemas


async def test_metrics_stand_among_the_servers_own(desk: Desk, jp_fetch: Any) -> None:
    async def shown() -> dict[str, float]:
        text = (await jp_fetch("metrics")).body.decode()
        lines = [line for line in text.splitlines() if line.startswith("jupyter_stop_stream_")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}

    before = await shown()
    await stopped(desk)
    after = await shown()
    for name in (
        'jupyter_stop_stream_answers_total{outcome="interrupted"}',
        'jupyter_stop_stream_stops_total{receipt="cancelled"}',
        'jupyter_stop_stream_stop_seconds_bucket{le="10.0"}',
    ):
        assert after[name] == before[name] + 1
    assert not any("grace" in name or desk.chat_id in name for name in after)


async def test_nobody_reads_metrics_who_is_not_signed_in(
    jp_serverapp: ServerApp, http_server_client: Any
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await http_server_client.fetch(jp_serverapp.base_url + "metrics")
    assert caught.value.code == 403
