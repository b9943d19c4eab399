"""The server of tools that jupyter-server-mcp brings: its calls are known by whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

import wrapt

from .tool_calls import ToolCalls

TOOL_SERVER: Final = "jupyter_server_mcp.mcp_server"


class ToolServer:
    """Has the middleware of `tool_middleware.py` in each server of tools that is made in this
    process.
    """

    calls: ClassVar[ToolCalls | None] = None
    """Who knows whose they are; `None` where nobody is to."""
    _is_recording: ClassVar[bool] = False

    @classmethod
    def attach(cls, calls: ToolCalls) -> None:
        """Have calls be known. Called when the extension loads: the server of tools is made later.
        Where that is done again, the last counts.
        """
        cls.calls = calls
        if not cls._is_recording:
            cls._is_recording = True
            wrapt.register_post_import_hook(_extend, TOOL_SERVER)


def _extend(module: Any) -> None:
    # From 0.4 on it has this method, and finds the middleware by its entry point.
    if hasattr(module.MCPServer, "add_middleware"):
        return
    from .tool_middleware import StopMiddleware

    def wrapper(wrapped: Callable[..., None], server: Any, args: Any, kwargs: Any) -> None:
        wrapped(*args, **kwargs)
        server.mcp.add_middleware(StopMiddleware())

    wrapt.wrap_function_wrapper(module, "MCPServer.__init__", wrapper)
