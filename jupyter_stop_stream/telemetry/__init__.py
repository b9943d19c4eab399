"""Who is told what answers come to: the server's events and its metrics."""

from .events import EventSink
from .metrics import count
from .step import Sink, Step
from .telling import Telling

__all__ = ["EventSink", "Sink", "Step", "Telling", "count"]
