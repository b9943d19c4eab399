"""Who is spoken to: the websocket and the REST handlers."""

from .edits import EditsHandler
from .rest import ChatStopHandler, EndHandler, GenerationHandler, GenerationsHandler, StopHandler
from .websocket import StopStreamWebSocket

__all__ = [
    "ChatStopHandler",
    "EditsHandler",
    "EndHandler",
    "GenerationHandler",
    "GenerationsHandler",
    "StopHandler",
    "StopStreamWebSocket",
]
