"""Who is spoken to: the websocket and the REST handlers."""

from .rest import GenerationsHandler, StopHandler
from .websocket import StopStreamWebSocket

__all__ = ["GenerationsHandler", "StopHandler", "StopStreamWebSocket"]
