"""Answers have pages execute commands of JupyterLab: a stop ends these and refuses further ones."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jupyter_ai_tools.toolkits import notebook
from jupyter_client.session import Session
from jupyter_server.serverapp import ServerApp
from jupyterlab_commands_toolkit import tools

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.reach.lab_commands import LAB_COMMAND, LabCommand, LabCommands
from jupyter_stop_stream.reach.page_request import V1, page_request, serialize

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from .beats import Beats
from .conftest import OpenPage, StartKernel

REFUSED = {"success": False, "error": "The person stopped this answer."}

SET_CONTENT = "jupyterlab-ai-commands:set-cell-content"

Json = dict[str, Any]
Sends = Callable[[], Awaitable[Json]]


@pytest.fixture
def jp_server_config(jp_server_config: Json) -> Json:
    jp_server_config["ServerApp"]["jpserver_extensions"]["jupyterlab_commands_toolkit"] = True
    return jp_server_config


class Events:
    """A page, as far as it hears of commands; it answers none by itself.

    Args:
        server: Whose events it gets.
    """

    def __init__(self, server: ServerApp) -> None:
        self.seen: list[Json] = []
        self._came = asyncio.Condition()
        server.event_logger.add_listener(schema_id=LAB_COMMAND, listener=self._hear)

    async def next(self, number: int = 1) -> Json:
        """The event with this number, counted from one."""
        async with self._came:
            await within(self._came.wait_for(lambda: len(self.seen) >= number))
        return self.seen[number - 1]

    async def _hear(self, logger: Any, schema_id: str, data: Json) -> None:
        async with self._came:
            self.seen.append(json.loads(json.dumps(data)))
            self._came.notify_all()


class Agent:
    """Sends commands in the server's own process, as jupyter-ai-tools does.

    Args:
        times: How many, one after the other, whatever comes of them.
    """

    def __init__(self, times: int = 1) -> None:
        self._times = times
        self.results: list[Json] = []
        self.is_done = asyncio.Event()

    async def __call__(self) -> None:
        for _ in range(self._times):
            # A shield, and a task of its own: a cancel does not reach it.
            sending = asyncio.create_task(self._send())
            try:
                await asyncio.wait_for(asyncio.shield(sending), 10)
            except asyncio.CancelledError:
                continue

    async def _send(self) -> None:
        result = await tools.execute_command("notebook:run-cell", {"at": 1})
        self.results.append({key: result[key] for key in ("success", "error") if key in result})
        if len(self.results) == self._times:
            self.is_done.set()


@pytest.fixture(autouse=True)
def the_server(server: ServerApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The toolkit asks for the one server of the process."""
    monkeypatch.setattr(ServerApp, "_instance", server)


def commands_of(server: ServerApp) -> LabCommands:
    (app,) = server.extension_manager.extension_apps["jupyter_stop_stream"]
    commands: LabCommands = app.lab_commands
    return commands


async def test_a_command_says_whose_it_is_and_observers_hear_of_it(
    server: ServerApp, desk: Desk
) -> None:
    events, agent = Events(server), Agent()
    heard: list[tuple[Generation, LabCommand]] = []
    commands = commands_of(server)
    remove = commands.observe(lambda *what: heard.append(what))
    generation = desk.ask(agent)
    event = await events.next()
    request_id = event["requestId"]
    assert event["stop_stream"] == {"generation_id": generation.generation_id}
    assert event["args"] == {"at": 1}
    assert heard == [(generation, LabCommand("notebook:run-cell", {"at": 1}, request_id))]
    assert commands.generation_of(request_id) is generation
    tools.handle_command_result({"requestId": request_id, "success": True})
    await within(generation.ended.wait())
    assert agent.results == [{"success": True}]
    remove()
    await tools.emit_and_wait_for_result({"name": "of-nobody"}, timeout=0.2)
    event = await events.next(2)
    assert "stop_stream" not in event
    assert commands.generation_of(event["requestId"]) is None
    assert len(heard) == 1


async def test_a_cell_that_a_page_has_edited_is_told_and_one_that_it_had_not_yet_is_not(
    server: ServerApp, desk: Desk
) -> None:
    events = Events(server)

    async def edits() -> None:
        for cell_id in ("one", "two"):
            place = {"notebookPath": "a.ipynb", "cellId": cell_id}
            await tools.execute_command("jupyterlab-ai-commands:set-cell-content", place)

    generation = desk.ask(edits)
    request_id = (await events.next())["requestId"]
    tools.handle_command_result({"requestId": request_id, "success": True, "result": {}})
    await events.next(2)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (desk.mark(generation.prompt_id) or {})["touched"] == [
        {"did": ["edited"], "notebook": "a.ipynb", "cell_id": "one"}
    ]


@dataclass
class Edits:
    """An answer that edits a cell by the tools of jupyter-ai, in a page that has two."""

    events: Events
    more: Json
    number: int = 0

    async def __call__(self) -> None:
        await notebook.edit_cell("a.ipynb", "two", content="after", **self.more)
        await asyncio.Event().wait()

    async def answered(self, name: str, result: Json | None = None) -> str:
        """Answer the next command, and return its request id."""
        self.number += 1
        event = await self.events.next(self.number)
        assert event["name"] == name
        tools.handle_command_result({**event, "success": True, "result": result or {}})
        return str(event["requestId"])


async def test_an_edit_of_several_commands_that_is_stopped_between_two_is_put_back(
    server: ServerApp, desk: Desk
) -> None:
    events = Events(server)
    edits = Edits(events, {"cell_type": "markdown"})
    generation = desk.ask(edits)
    written = await edits.answered(SET_CONTENT)
    cells = [{"cellId": "one"}, {"cellId": "two"}]
    info = {"cells": cells, "activeCellId": "one"}
    asked = await edits.answered("jupyterlab-ai-commands:get-notebook-info", info)
    moved = (await events.next(3))["requestId"]
    desk.stop(generation)
    await within(generation.ended.wait())
    put_back = await events.next(4)
    assert put_back["name"] == "jupyter-stop-stream:put-back"
    assert put_back["args"] == {"requestIds": [moved, asked, written]}
    assert "stop_stream" not in put_back
    assert "touched" not in (desk.mark(generation.prompt_id) or {})
    await tools.emit_and_wait_for_result({"name": "of-nobody"}, timeout=0.3)
    assert len(events.seen) == 5


@pytest.mark.parametrize("more", [{}, {"cell_type": "markdown"}])
async def test_an_edit_that_is_whole_at_the_stop_stays(
    server: ServerApp, desk: Desk, more: Json
) -> None:
    events = Events(server)
    edits = Edits(events, more)
    generation = desk.ask(edits)
    await edits.answered(SET_CONTENT)
    if more:
        info = {"cells": [{"cellId": "two"}], "activeCellId": "two"}
        await edits.answered("jupyterlab-ai-commands:get-notebook-info", info)
        await edits.answered("notebook:change-cell-to-markdown")
    await within(turns(5))
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (desk.mark(generation.prompt_id) or {})["touched"] == [
        {"did": ["edited"], "notebook": "a.ipynb", "cell_id": "two"}
    ]
    await tools.emit_and_wait_for_result({"name": "of-nobody"}, timeout=0.3)
    assert len(events.seen) == edits.number + 1


async def test_who_waits_for_a_command_is_told_at_the_stop_and_nothing_is_left(
    server: ServerApp, desk: Desk
) -> None:
    events, agent = Events(server), Agent()
    generation = desk.ask(agent)
    await events.next()
    desk.stop(generation)
    await within(agent.is_done.wait(), 1)
    await within(generation.ended.wait())
    assert agent.results == [REFUSED]
    assert generation.receipt == "cancelled"
    assert tools.pending_requests == {}


async def test_a_command_on_its_way_at_the_stop_reaches_no_page(
    server: ServerApp, desk: Desk
) -> None:
    events, agent = Events(server), Agent()
    sent = asyncio.Event()
    commands_of(server).observe(lambda *_: sent.set())
    generation = desk.ask(agent)
    await within(sent.wait())
    desk.stop(generation)
    await within(agent.is_done.wait(), 1)
    await tools.emit_and_wait_for_result({"name": "of-nobody"}, timeout=0.3)
    assert [event["name"] for event in events.seen] == ["of-nobody"]


async def test_an_agent_that_goes_on_is_refused_slowly(server: ServerApp, desk: Desk) -> None:
    events, agent = Events(server), Agent(times=4)
    generation = desk.ask(agent)
    await events.next()
    clicked = time.monotonic()
    desk.stop(generation)
    await within(agent.is_done.wait())
    assert agent.results == [REFUSED] * 4
    assert time.monotonic() - clicked > 0.25
    assert len(events.seen) == 1


@pytest.mark.parametrize("is_v1", [True, False])
async def test_what_a_page_runs_for_a_command_ends_with_its_answer(
    server: ServerApp,
    desk: Desk,
    start_kernel: StartKernel,
    open_page: OpenPage,
    tmp_path: Path,
    is_v1: bool,
) -> None:
    events = Events(server)
    page = await open_page(await start_kernel(), is_v1=is_v1)
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(Agent())
    tag = {"stop_stream": {"request_id": (await events.next())["requestId"]}}
    running = await page.run(beats.code, metadata=tag)
    await beats.begun()
    waiting = await page.queue("print('never')", metadata=tag)
    behind = await page.queue("print('behind')", metadata={"stop_stream": {"request_id": "x"}})
    clicked = time.time()
    desk.stop(generation)
    assert await page.until_over(running) == "error"
    assert await page.until_over(waiting) == "aborted"
    assert await page.until_over(behind) == "ok"
    assert page.outputs == {behind: "behind\n"}
    assert beats.last_beat_ms_after(clicked) < 1000
    await within(generation.ended.wait())
    assert generation.receipt == "cancelled"
    # A page that has not heard of the stop.
    begun_at = time.monotonic()
    for _ in range(3):
        late = await page.run("print('late')", metadata=tag)
        assert await page.until_over(late) == "aborted"
    assert time.monotonic() - begun_at > 0.25


@pytest.mark.parametrize("subprotocol", [V1, None])
def test_an_answers_execution_aborts_nothing_in_the_kernel(subprotocol: str | None) -> None:
    session = Session()
    metadata = {"stop_stream": {"request_id": "of-a-command"}}
    message = session.msg(
        "execute_request", {"code": "1", "stop_on_error": True}, None, None, metadata
    )
    data: Any = serialize(
        [
            session.pack(message[part])
            for part in ("header", "parent_header", "metadata", "content")
        ],
        "shell",
    )
    if subprotocol is None:
        data = json.dumps({**message, "channel": "shell"}, default=str)
    request = page_request(data, subprotocol)
    assert request is not None
    assert (request.stops_on_error, request.request_id) == (True, "of-a-command")
    sent = page_request(request.stopping_nothing().data, subprotocol)
    assert sent is not None
    assert (sent.stops_on_error, sent.request_id) == (False, "of-a-command")
    assert sent.message()["content"] == request.stopping_nothing().message()["content"]
