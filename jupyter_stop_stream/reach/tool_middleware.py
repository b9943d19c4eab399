"""What stands before each tool of a server of tools. Such a server brings fastmcp and mcp, and
nobody else imports this.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from typing import Any

from fastmcp.exceptions import ToolError
from fastmcp.server.dependencies import get_http_headers
from fastmcp.server.middleware import Middleware
from mcp.types import TextContent

from ..generations.call import words_now
from ..protocol.errors import CallRefused
from .told_result import says, with_words
from .tool_server import ToolServer

WRAPPED = "result"
"""Under which name fastmcp has what a function returns that is no mapping."""


class StopMiddleware(Middleware):
    """Asks whose a call is. jupyter-server-mcp finds it by its entry point from 0.4 on."""

    async def on_initialize(self, context: Any, call_next: Callable[[Any], Any]) -> Any:
        calls = ToolServer.calls
        if calls is not None:
            calls.begin_session(get_http_headers())
        return await call_next(context)

    async def on_call_tool(self, context: Any, call_next: Callable[[Any], Any]) -> Any:
        calls = ToolServer.calls
        if calls is None:
            return await call_next(context)
        try:
            # Without being asked for all of them it leaves out the session's id.
            headers = get_http_headers(include_all=True)
            return await calls.run(headers, _run(lambda: call_next(context)))
        except CallRefused as error:
            raise ToolError(str(error)) from None


async def _run(tool: Callable[[], Awaitable[Any]]) -> Any:
    """Run a tool, and have what comes of it say what the person ended of it meanwhile."""
    try:
        result = await tool()
    except ToolError as error:
        words = await words_now()
        if words is None or says(str(error)):
            raise
        raise ToolError(f"{error}\n{words}") from error
    words = await words_now()
    return result if words is None else _told(result, words)


def _told(result: Any, words: str) -> Any:
    """The result with a sentence in it: as a text of its own, which it always has room for, and in
    what a function gave that returns a text, as some clients read that alone.
    """
    told, content = copy(result), getattr(result, "content", None)
    if not isinstance(content, list):
        return result
    if not any(says(getattr(one, "text", "")) for one in content):
        told.content = [*content, TextContent(type="text", text=words)]
    structured = result.structured_content
    if structured is not None and set(structured) == {WRAPPED}:
        told.structured_content = {WRAPPED: with_words(structured[WRAPPED], words)}
    return told
