"""The server of tools that jupyter-server-mcp brings: its calls are known by whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

import wrapt

from ..protocol.errors import CallRefused
from .tool_calls import ToolCalls

TOOL_SERVER: Final = "jupyter_server_mcp.mcp_server"


class ToolServer:
    """Puts a middleware into each server of tools that is made in this process. Wrapped once."""

    _calls: ClassVar[ToolCalls | None] = None
    _is_recording: ClassVar[bool] = False

    @classmethod
    def attach(cls, calls: ToolCalls) -> None:
        """Have calls be known. Called when the extension loads: the server of tools is made later.
        Where that is done again, the last counts.
        """
        cls._calls = calls
        if not cls._is_recording:
            cls._is_recording = True
            wrapt.register_post_import_hook(cls._record, TOOL_SERVER)

    @classmethod
    def _record(cls, module: Any) -> None:
        from fastmcp.exceptions import ToolError
        from fastmcp.server.dependencies import get_http_headers
        from fastmcp.server.middleware import Middleware

        class StopMiddleware(Middleware):
            """Asks whose a call is."""

            async def on_call_tool(self, context: Any, call_next: Callable[[Any], Any]) -> Any:
                session = getattr(context.fastmcp_context, "session_id", None)
                work = call_next(context)
                if cls._calls is None:
                    return await work
                try:
                    return await cls._calls.run(get_http_headers(), session, work)
                except CallRefused as error:
                    raise ToolError(str(error)) from None

        def wrapper(wrapped: Callable[..., None], server: Any, args: Any, kwargs: Any) -> None:
            wrapped(*args, **kwargs)
            server.mcp.add_middleware(StopMiddleware())

        wrapt.wrap_function_wrapper(module, "MCPServer.__init__", wrapper)
