"""A real agent calls a tool of this server by the Model Context Protocol, and is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.reach import ToolCalls, ToolServer

from ..fakes.patience import within
from .host import Host

# What it stands on warns of its own future.
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore"),
]

Note = Callable[[str, object], None]


class Tool:
    """What an agent calls: it takes as long as it is let."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.was_cancelled = asyncio.Event()
        self.may_end = asyncio.Event()
        self.sessions: list[str | None] = []

    async def __call__(self) -> str:
        from fastmcp.server.dependencies import get_http_headers

        self.sessions.append(get_http_headers(include_all=True).get("mcp-session-id"))
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.was_cancelled.set()
            raise
        return "done"


@pytest_asyncio.fixture(loop_scope="module")
async def tool(host: Host) -> AsyncIterator[Tool]:
    """A tool that the next session of the agent's is offered."""
    from jupyter_server_mcp.extension import MCPExtensionApp

    made = Tool()

    async def run_cell() -> str:
        """Run a cell."""
        return await made()

    ToolServer.attach(ToolCalls(host.lobby.registry))
    app = MCPExtensionApp(mcp_port=0, use_tool_discovery=False)
    await within(app.start_extension())
    app.mcp_server_instance.register_tool(run_cell)
    url = f"http://127.0.0.1:{app.mcp_server_instance.port}/mcp"
    host.lobby.manager.builtin_mcp_servers = [{"type": "http", "name": "jupyter", "url": url}]
    yield made
    host.lobby.manager.builtin_mcp_servers = []
    await within(app.stop_extension())


async def test_the_tool_ends_with_its_answer_and_the_next_one_has_it(
    host: Host, tool: Tool, record_property: Note
) -> None:
    if host.agent.tool is None:
        pytest.skip(f"{host.agent.title}: what it calls a tool of a server's is not known here.")
    script = f"rate=200 length=5 tool={host.agent.tool}"
    generation = host.ask(script)
    asking = asyncio.ensure_future(_allow(host, generation))
    await within(tool.begun.wait())
    await host.stop(generation)
    await within(tool.was_cancelled.wait())
    assert generation.receipt == "cancelled"
    asking.cancel()
    tool.may_end.set()
    tool.begun.clear()
    following = host.ask(script)
    asking = asyncio.ensure_future(_allow(host, following))
    await within(tool.begun.wait())
    await within(following.ended.wait())
    asking.cancel()
    record_property("sessions", len(set(tool.sessions)))
    assert host.is_frozen(generation)
    host.is_spoilt = False


async def _allow(host: Host, generation: Generation) -> None:
    """Allow the tool, where the agent asks."""
    await host.allow(await host.question(generation))
