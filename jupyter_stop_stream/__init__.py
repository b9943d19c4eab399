"""A Stop button for the JupyterLab chat that really stops the answer."""

from __future__ import annotations

from .adapters import Adapter, StoppableAnswer, StoppableBot, stoppable
from .app import StopStreamExtension
from .generations import (
    Chat,
    ChatBackend,
    Continued,
    ContinuingBackend,
    Registry,
    Request,
    StopSignal,
    shared,
    stop_signal,
)
from .protocol.errors import GenerationStopped

try:
    from ._version import __version__
except ImportError:  # a checkout that was never installed
    __version__ = "0+unknown"

__all__ = [
    "Adapter",
    "Chat",
    "ChatBackend",
    "Continued",
    "ContinuingBackend",
    "GenerationStopped",
    "Registry",
    "Request",
    "StopSignal",
    "StopStreamExtension",
    "StoppableAnswer",
    "StoppableBot",
    "__version__",
    "shared",
    "stop_signal",
    "stoppable",
]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyter-stop-stream"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    return [{"module": "jupyter_stop_stream", "app": StopStreamExtension}]
