"""A process that an answer started has cells run over HTTP: they end with the answer."""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_stop_stream.reach import AgentCommands

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .beats import Beats
from .conftest import OpenPage, StartKernel

# By a client that knows nothing of Jupyter, and what a page would send.
PROGRAM = """
import json, sys, uuid
import websocket
url, code = sys.argv[1:]
connection = websocket.create_connection(url)
header = {
    "msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": "a",
    "date": "2026-01-01T00:00:00Z", "version": "5.3",
}
content = {"code": code, "silent": False, "allow_stdin": False, "stop_on_error": True}
connection.send(json.dumps({
    "header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell",
}))
while True:
    message = json.loads(connection.recv())
    if message["msg_type"] == "execute_reply":
        sys.exit(message["content"]["status"])
"""

NBCLIENT = """
import sys
import nbformat
from nbclient import NotebookClient
cell = nbformat.v4.new_code_cell(sys.argv[1])
NotebookClient(nbformat.v4.new_notebook(cells=[cell]), timeout=None).execute()
"""

RunsCell = Callable[[str, str], list[str]]


@pytest.fixture
def runs_cell(jp_http_port: int, jp_base_url: str, jp_serverapp: Any) -> RunsCell:
    """Gives the command that runs a cell in a kernel."""

    def command(kernel_id: str, code: str) -> list[str]:
        path = f"{jp_base_url}api/kernels/{kernel_id}/channels"
        url = f"ws://localhost:{jp_http_port}{path}?token={jp_serverapp.identity_provider.token}"
        return [sys.executable, "-c", PROGRAM, url, code]

    return command


def below_a_shell(*command: str) -> list[str]:
    """The same, by a shell that goes on when the command has ended."""
    return ["sh", "-c", '"$@"; true', "sh", *command]


def runs(*command: str) -> Callable[[], Any]:
    """What an answer does that runs a command and waits for it."""

    async def work() -> None:
        await (await asyncio.create_subprocess_exec(*command)).wait()

    return work


async def test_the_cell_that_a_process_of_the_answers_runs_ends_and_no_persons(
    desk: Desk,
    start_kernel: StartKernel,
    open_page: OpenPage,
    runs_cell: RunsCell,
    tmp_path: Path,
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(runs(*below_a_shell(*runs_cell(kernel_id, beats.code))))
    await beats.begun()
    behind = await page.queue("print('behind')")
    clicked = time.time()
    desk.stop(generation)
    assert await page.until_over(behind) == "ok"
    last_beat_ms = beats.last_beat_ms_after(clicked)
    assert last_beat_ms < 1000
    await within(generation.ended.wait())
    assert generation.receipt == "cancelled"
    assert generation.record("ada")["closed"] == ["execution", "process"]
    saw_cell_end("own-process", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms)


async def test_the_cell_that_an_agents_command_runs_ends_too(
    desk: Desk, start_kernel: StartKernel, runs_cell: RunsCell, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer")
    begins = 'read line; "$@" < /dev/null; true'
    # It does not end by itself when its cell has.
    command = ["sh", "-c", '"$@"; exec sleep 600', "sh"]
    command += runs_cell(await start_kernel(), beats.code)
    agent = await asyncio.create_subprocess_exec("sh", "-c", begins, "sh", *command, stdin=PIPE)
    assert agent.stdin is not None
    generation = desk.ask(asyncio.Event().wait)
    turn = AgentCommands(5.0).begin(agent.pid, generation)
    assert turn is not None
    agent.stdin.write(b"\n")
    await beats.begun()
    clicked = time.time()
    desk.stop(generation)
    turn.over()
    await within(generation.ended.wait())
    assert beats.last_beat_ms_after(clicked) < 1000
    assert (generation.receipt, generation.record("ada")["closed"]) == (
        "cancelled",
        ["execution", "process"],
    )
    await within(agent.wait())


async def test_the_cell_of_another_process_goes_on(
    desk: Desk, start_kernel: StartKernel, runs_cell: RunsCell, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    sleeps = [sys.executable, "-c", "import time; time.sleep(600)"]
    generation = desk.ask(runs(*sleeps))
    beats = Beats(tmp_path / "another's", 0.5)
    another = await asyncio.create_subprocess_exec(*runs_cell(kernel_id, beats.code), stderr=PIPE)
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    _, said = await within(another.communicate())
    assert said == b"ok\n"
    assert generation.record("ada")["closed"] == ["process"]


async def test_a_kernel_that_such_a_process_started_ends_with_it(
    desk: Desk, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(runs(sys.executable, "-c", NBCLIENT, beats.code))
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    ended = time.time()
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", ["process"])
    await asyncio.sleep(0.1)
    assert beats.last_beat_ms_after(ended) < 0
