"""Who is spoken to: the websocket and the REST handlers."""

from .rest import ChatStopHandler, GenerationHandler, GenerationsHandler, StopHandler
from .websocket import StopStreamWebSocket

__all__ = [
    "ChatStopHandler",
    "GenerationHandler",
    "GenerationsHandler",
    "StopHandler",
    "StopStreamWebSocket",
]
