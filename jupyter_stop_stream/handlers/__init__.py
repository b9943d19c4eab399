"""Who is spoken to: the websocket and the REST handlers."""

from .rest import ChatStopHandler, GenerationsHandler, StopHandler
from .websocket import StopStreamWebSocket

__all__ = ["ChatStopHandler", "GenerationsHandler", "StopHandler", "StopStreamWebSocket"]
