"""What stands before each tool of a server of tools. Such a server brings fastmcp, and nobody else
imports this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastmcp.exceptions import ToolError
from fastmcp.server.dependencies import get_http_headers
from fastmcp.server.middleware import Middleware

from ..protocol.errors import CallRefused
from .tool_server import ToolServer


class StopMiddleware(Middleware):
    """Asks whose a call is. jupyter-server-mcp finds it by its entry point from 0.4 on."""

    async def on_initialize(self, context: Any, call_next: Callable[[Any], Any]) -> Any:
        calls = ToolServer.calls
        if calls is not None:
            calls.begin_session(get_http_headers())
        return await call_next(context)

    async def on_call_tool(self, context: Any, call_next: Callable[[Any], Any]) -> Any:
        calls, work = ToolServer.calls, call_next(context)
        if calls is None:
            return await work
        try:
            # Without being asked for all of them it leaves out the session's id.
            return await calls.run(get_http_headers(include_all=True), work)
        except CallRefused as error:
            raise ToolError(str(error)) from None
