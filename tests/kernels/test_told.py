"""Whoever waits for a cell that the person stopped alone is told so, inside the server."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from jupyterlab_commands_toolkit import tools
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from jupyter_stop_stream.reach.notebook_tools import NotebookTools

from ..fakes.desk import Desk
from ..fakes.patience import within
from .answers import RunsCells, RunsInThread, connected, stop_what_runs, what_runs
from .beats import Beats
from .conftest import OpenPage, StartKernel
from .test_lab_commands import Events

SENTENCE = "The person stopped this cell."

# It leaves what its cancelled start of a client has opened to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


async def test_nbclient_raises_what_the_reply_says_and_what_the_cell_shows_stays(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    manager = server.kernel_manager.get_kernel(await start_kernel())
    beats = Beats(tmp_path / "answer")
    notebook = new_notebook(cells=[new_code_cell(beats.code)])
    raised: list[str] = []

    async def work() -> None:
        client = NotebookClient(notebook, km=manager)
        client.kc = manager.client()
        client.kc.start_channels(stdin=False, hb=False, control=False)
        try:
            # From then on it hears what the kernel shows.
            await client.kc.wait_for_ready()
            await client.async_execute_cell(notebook.cells[0], 0)
        except CellExecutionError as error:
            raised.append(f"{error.ename}: {error.evalue}")
        finally:
            client.kc.stop_channels()

    generation = desk.ask(work)
    await beats.begun()
    await stop_what_runs(desk, generation)
    await within(generation.ended.wait())
    assert raised == [f"KeyboardInterrupt: {SENTENCE}"]
    (output,) = notebook.cells[0].outputs
    assert (output.ename, output.evalue) == ("KeyboardInterrupt", "")


async def test_who_waits_behind_a_persons_cell_is_told_why_his_never_began(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    persons = Beats(tmp_path / "person")
    replies: list[dict[str, Any]] = []

    async def asks() -> None:
        client = connected(server.kernel_manager.get_kernel(kernel_id).client())
        try:
            running = client.execute_interactive("1", allow_stdin=False)
            replies.append((await running)["content"])
        finally:
            client.stop_channels()

    running = await page.run(persons.code)
    await persons.begun()
    blocking = RunsInThread(server, kernel_id, "1")
    for work in (asks, blocking):
        generation = desk.ask(work)
        await desk.observer.until(lambda one: bool(one.get("executions")))
        (waiting,) = generation.executions
        desk.registry.end_execution(desk.chat_id, waiting.execution_id, "stop", by="ada")
        await within(generation.ended.wait())
        desk.observer.records.clear()
    assert replies == [{"status": "aborted", "evalue": SENTENCE}]
    assert str(blocking.error) == SENTENCE
    await server.kernel_manager.interrupt_kernel(kernel_id)
    assert await page.until_over(running) == "error"


@pytest.fixture
def add_tool(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Callable[[], Awaitable[Any]]]:
    """Has a function be one of jupyter-ai-tools'; gives it as others import it from there."""
    name = "jupyter_ai_tools.toolkits.jupyterlab"

    def add(function: Any) -> Callable[[], Awaitable[Any]]:
        module: Any = ModuleType(name)
        module.toolkit = [function]
        setattr(module, function.__name__, function)
        monkeypatch.setitem(sys.modules, name, module)
        NotebookTools._record_tools(module)
        (tool,) = module.toolkit
        its: Callable[[], Awaitable[Any]] = tool
        return its

    return add


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ("done", f"done\n{SENTENCE}"),
        ({"success": True}, {"success": True, "message": SENTENCE}),
        ({"cells": []}, {"cells": []}),
        (7, 7),
    ],
)
async def test_a_tool_in_the_process_says_so_in_a_text_or_in_what_came_of_a_command(
    server: ServerApp,
    desk: Desk,
    start_kernel: StartKernel,
    tmp_path: Path,
    add_tool: Callable[[Any], Callable[[], Awaitable[Any]]],
    result: Any,
    told: Any,
) -> None:
    kernel_id = await start_kernel()
    beats = Beats(tmp_path / "answer")
    cells = [RunsCells(server, kernel_id, code) for code in (beats.code, "1")]

    async def run_cell() -> Any:
        await cells.pop(0)()
        return result

    tool = add_tool(run_cell)
    results: list[Any] = []

    async def work() -> None:
        results.extend([await tool(), await tool()])

    generation = desk.ask(work)
    await beats.begun()
    await stop_what_runs(desk, generation)
    await within(generation.ended.wait())
    assert results == [told, result]


class TestCommands:
    """What a page runs for a command."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        jp_server_config["ServerApp"]["jpserver_extensions"]["jupyterlab_commands_toolkit"] = True
        return jp_server_config

    async def test_what_came_of_a_command_says_which_of_its_cells_the_person_stopped(
        self,
        server: ServerApp,
        desk: Desk,
        start_kernel: StartKernel,
        open_page: OpenPage,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(ServerApp, "_instance", server)
        events = Events(server)
        kernel_id = await start_kernel()
        page = await open_page(kernel_id)
        results: list[Any] = []

        async def work() -> None:
            for _ in range(2):
                # A task of its own, as jupyter-ai-tools makes for each command.
                sending = asyncio.create_task(tools.execute_command("notebook:run-all-cells"))
                results.append(await asyncio.shield(sending))

        generation = desk.ask(work)
        for number, metadata in enumerate(({"cellId": "c-1"}, {}), 1):
            request_id = (await events.next(number))["requestId"]
            tag = {"stop_stream": {"request_id": request_id}, **metadata}
            beats = Beats(tmp_path / str(number))
            running = await page.run(beats.code, metadata=tag)
            await beats.begun()
            if number == 1:
                await stop_what_runs(desk, generation)
            else:
                await what_runs(generation)
                await server.kernel_manager.interrupt_kernel(kernel_id)
            assert await page.until_over(running) == "error"
            tools.handle_command_result({"requestId": request_id, "success": True})
        await within(generation.ended.wait())
        assert [one.get("message") for one in results] == [
            "The person stopped this cell: c-1.",
            None,
        ]

    async def test_of_a_cell_that_no_call_waited_for_any_more_the_next_call_says_so(
        self,
        server: ServerApp,
        desk: Desk,
        start_kernel: StartKernel,
        open_page: OpenPage,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(ServerApp, "_instance", server)
        events = Events(server)
        page = await open_page(await start_kernel())
        results: list[Any] = []
        timed_out = asyncio.Event()

        async def work() -> None:
            for _ in range(3):
                results.append(await tools.execute_command("notebook:run-cell"))
                timed_out.set()

        generation = desk.ask(work)
        request_id = (await events.next())["requestId"]
        tag = {"stop_stream": {"request_id": request_id}, "cellId": "c-1"}
        beats = Beats(tmp_path / "answer")
        running = await page.run(beats.code, metadata=tag)
        await beats.begun()
        tools.handle_command_result({"requestId": request_id, "success": False})
        await within(timed_out.wait())
        await stop_what_runs(desk, generation)
        assert await page.until_over(running) == "error"
        for number in (2, 3):
            later = (await events.next(number))["requestId"]
            tools.handle_command_result({"requestId": later, "success": True})
        await within(generation.ended.wait())
        assert [one.get("message") for one in results] == [
            None,
            "The person stopped a cell that an earlier call ran: c-1.",
            None,
        ]
