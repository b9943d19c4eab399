"""An agent in another process has the tools of jupyter-server-mcp run cells: a stop ends them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.generations import Generation

from ..fakes.desk import Desk, Work
from ..fakes.patience import turns, within
from ..stops_seen import saw_cell_end
from .answers import RunsCells, stop_what_runs
from .beats import Beats
from .conftest import OpenPage, StartKernel

# What it stands on warns of its own future.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


class Session:
    """An agent's session with the server of tools.

    Args:
        client: Of that session.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    async def __call__(self) -> str:
        """Call the tool; what came of it."""
        return (await self.texts())[0]

    async def texts(self) -> list[str]:
        """Call the tool; all that came of it, and what its function gave last, where it gave
        anything.
        """
        result = await self._client.call_tool("run_cell", raise_on_error=False)
        given = (result.structured_content or {}).values()
        return [str(one.text) for one in result.content] + [str(one) for one in given]

    async def cancel(self) -> None:
        """Say that nobody waits for the last call any more, as agents do that heed a stop."""
        await self._client.cancel(self._client.session._request_id - 1)


class Agent:
    """Calls one tool over HTTP, with the headers that jupyter-ai gives to its personas' clients.

    Args:
        desk: In whose chat the persona answers.
        tool: What the tool does.
    """

    def __init__(self, desk: Desk, tool: Callable[[], Awaitable[None]]) -> None:
        self.middleware: list[str] = []
        """What stands before the tool while it is served."""
        self._desk = desk
        self._tool = tool
        self.calls = 0
        self._has_called = asyncio.Condition()

    async def called(self, times: int) -> None:
        """Return when the tool has been called so often."""
        async with self._has_called:
            await self._has_called.wait_for(lambda: self.calls >= times)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Start the server of tools; gives its address."""
        from jupyter_server_mcp.extension import MCPExtensionApp

        tool = self._tool

        async def run_cell() -> str:
            async with self._has_called:
                self.calls += 1
                self._has_called.notify_all()
            await tool()
            return "done"

        app = MCPExtensionApp(mcp_port=0, use_tool_discovery=False)
        await within(app.start_extension())
        app.mcp_server_instance.register_tool(run_cell)
        self.middleware = [type(one).__name__ for one in app.mcp_server_instance.mcp.middleware]
        try:
            yield f"http://127.0.0.1:{app.mcp_server_instance.port}/mcp"
        finally:
            await within(app.stop_extension())

    @asynccontextmanager
    async def session(self, url: str, persona_id: str = "persona") -> AsyncIterator[Session]:
        """Open a session."""
        from fastmcp import Client
        from fastmcp.client.transports import StreamableHttpTransport

        headers = {
            "X-Jupyter-Chat-Id": self._desk.chat_id,
            "X-JupyterAI-Persona-Id": persona_id,
        }
        async with Client(StreamableHttpTransport(url, headers=headers)) as client:
            yield Session(client)

    @asynccontextmanager
    async def connected(self, persona_id: str = "persona") -> AsyncIterator[Session]:
        """Start the server of tools and open a session."""
        async with self.serving() as url, self.session(url, persona_id) as call:
            yield call

    def answer(self, persona_id: str = "persona", cancel: Work | None = None) -> Generation:
        """The answer that waits for what the agent does in its own process."""
        return self._desk.ask(asyncio.Event().wait, persona_id=persona_id, cancel=cancel)


REFUSED = "The person stopped this answer."


async def test_the_cell_that_a_tool_runs_ends_and_further_calls_are_refused(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer")
    cells = RunsCells(server, kernel_id, beats.code)
    agent = Agent(desk, cells)
    async with agent.connected() as call:
        generation = agent.answer()
        calling = asyncio.create_task(call())
        await beats.begun()
        behind = await page.queue("print('behind')")
        clicked = time.time()
        desk.stop(generation)
        await within(generation.ended.wait())
        assert await within(calling) == REFUSED
        assert await within(call()) == REFUSED
        assert await page.until_over(behind) == "ok"
        last_beat_ms = beats.last_beat_ms_after(clicked)
        assert last_beat_ms < 1000
        assert (generation.receipt, generation.record("ada")["closed"]) == (
            "cancelled",
            ["execution", "task"],
        )
        assert agent.calls == 1
        saw_cell_end("mcp-tools", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms)


STOPPED = "The person stopped this cell."


async def test_the_call_that_waits_for_a_cell_is_told_that_the_person_stopped_it_and_no_other(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    stopped, raising, persons = (Beats(tmp_path / name) for name in ("a", "b", "c"))
    runs = [RunsCells(server, kernel_id, one.code) for one in (stopped, raising, persons)]

    async def tool() -> None:
        cells = runs[agent.calls - 1]
        await cells()
        if cells is runs[1]:
            raise RuntimeError(cells.replies[0])

    agent = Agent(desk, tool)
    async with agent.connected() as session:
        generation = agent.answer()
        calling = asyncio.create_task(session.texts())
        await stopped.begun()
        await stop_what_runs(desk, generation)
        assert await within(calling) == ["done", STOPPED, f"done\n{STOPPED}"]

        calling = asyncio.create_task(session.texts())
        await raising.begun()
        await stop_what_runs(desk, generation)
        assert await within(calling) == [f"Error calling tool 'run_cell': error\n{STOPPED}"]

        calling = asyncio.create_task(session.texts())
        await persons.begun()
        await server.kernel_manager.interrupt_kernel(kernel_id)
        assert await within(calling) == ["done", "done"]
        assert [one.replies for one in runs] == [["error"]] * 3
        assert generation.state == "running"
        assert await page.until_over(await page.run("1")) == "ok"
        desk.stop(generation)
        await within(generation.ended.wait())


async def test_tools_are_refused_until_the_next_answer_which_may_keep_its_session(
    server: ServerApp, desk: Desk
) -> None:
    agent = Agent(desk, turns)
    async with agent.connected() as call:
        stopped = agent.answer()
        assert await within(call()) == "done"
        desk.stop(stopped)
        await within(stopped.ended.wait())
        assert await within(call()) == REFUSED
        following = agent.answer()
        await within(turns())
        assert await within(call()) == "done"
        desk.stop(following)
        await within(following.ended.wait())
        assert await within(call()) == REFUSED


async def test_an_agent_that_heeds_a_stop_by_itself_keeps_its_session(
    server: ServerApp, desk: Desk
) -> None:
    is_first = True

    async def tool() -> None:
        nonlocal is_first
        is_first, waits = False, is_first
        if waits:
            await asyncio.Event().wait()

    agent = Agent(desk, tool)
    async with agent.connected() as session:
        stopped = agent.answer(cancel=session.cancel)
        calling = asyncio.create_task(session())
        await within(agent.called(1))
        desk.stop(stopped)
        with pytest.raises(Exception, match="cancelled"):
            await within(calling)
        await within(stopped.ended.wait())
        following = agent.answer()
        await within(turns())
        assert await within(session(), 5) == "done"
        desk.stop(following)
        await within(following.ended.wait())


async def test_an_agent_that_goes_on_is_refused_while_the_next_answer_has_its_tools(
    server: ServerApp, desk: Desk
) -> None:
    agent = Agent(desk, turns)
    refused = 0

    async def go_on(call: Session) -> None:
        nonlocal refused
        while True:
            refused += await call() == REFUSED

    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(agent.serving())
        deaf = await stack.enter_async_context(agent.session(url))
        stopped = agent.answer()
        assert await within(deaf()) == "done"
        desk.stop(stopped)
        await within(stopped.ended.wait())
        assert agent.middleware.count("StopMiddleware") == 1
        following = agent.answer()
        heeding = await stack.enter_async_context(agent.session(url))
        going_on = asyncio.create_task(go_on(deaf))
        since, calls = time.monotonic(), 0
        while time.monotonic() - since < 0.5:
            assert await within(heeding()) == "done"
            calls += 1
        going_on.cancel()
        await within(asyncio.wait({going_on}))
        assert agent.calls == 1 + calls
        assert 0 < refused < 5
        desk.stop(following)
        await within(following.ended.wait())
        assert await within(heeding()) == REFUSED


@pytest.mark.parametrize("traits", [{"patience_s": 0.1}])
async def test_a_cell_that_does_not_heed_keeps_no_tools_from_the_next_answer(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "deaf", 20, heeds=False)
    cells = RunsCells(server, await start_kernel(), beats.code)

    async def tool() -> None:
        if not beats.has_begun:
            await cells()

    agent = Agent(desk, tool)
    async with agent.connected() as call:
        stopped = agent.answer()
        calling = asyncio.create_task(call())
        await beats.begun()
        desk.stop(stopped)
        await within(stopped.ended.wait())
        assert (stopped.left, await within(calling)) == ({"execution"}, REFUSED)
        following = agent.answer()
        await within(turns())
        assert await within(call()) == "done"
        assert beats.runs
        desk.stop(following)
        await within(following.ended.wait())


@pytest.mark.parametrize("traits", [{"patience_s": 0.1}])
async def test_while_an_answer_is_known_to_go_on_its_session_is_not_the_next_ones(
    server: ServerApp, desk: Desk
) -> None:
    may_end = asyncio.Event()

    async def deaf() -> None:
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    agent = Agent(desk, turns)
    async with agent.connected() as session:
        stopped = desk.ask(deaf)
        assert await within(session()) == "done"
        desk.stop(stopped)
        await within(stopped.ended.wait())
        assert (stopped.receipt, stopped.left) == ("detached", {"task"})
        following = agent.answer()
        await within(turns())
        assert await within(session()) == REFUSED
        may_end.set()
        await within(turns(5))
        assert stopped.receipt == "cancelled"
        assert await within(session()) == "done"
        desk.stop(following)
        await within(following.ended.wait())


async def test_another_personas_tool_goes_on(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "other", 0.5)
    agent = Agent(desk, RunsCells(server, await start_kernel(), beats.code))
    async with agent.connected("other") as call:
        stopped, other = agent.answer(), agent.answer("other")
        calling = asyncio.create_task(call())
        await beats.begun()
        desk.stop(stopped)
        assert await within(calling) == "done"
        beside = agent.answer()
        calling = asyncio.create_task(call())
        await within(agent.called(2))
        desk.stop(other)
        assert await within(calling) == REFUSED
        await within(other.ended.wait())
        assert beside.is_live
        desk.stop(beside)
        await within(beside.ended.wait())
