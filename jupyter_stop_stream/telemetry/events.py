"""Steps as events of the server's event logger."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jupyter_events import EventLogger

from .step import Step

SCHEMA: Final = Path(__file__).with_name("generation.v1.yaml")

SCHEMA_ID: Final = "https://schema.jupyter.org/jupyter_stop_stream/generation/v1"

AT_THE_END: Final = ("outcome", "receipt", "closed", "left", "unseen_characters")
"""What is known of a generation that has ended, and of no other."""


class EventSink:
    """Emits an event for each step. Without handlers and listeners that costs nothing.

    Args:
        logger: The server's. The schema is registered with it.
    """

    def __init__(self, logger: EventLogger) -> None:
        self._logger = logger
        logger.register_event_schema(SCHEMA)

    def __call__(self, step: Step) -> None:
        """Called with each step.

        Raises:
            Exception: Whatever a handler or modifier of an administrator's raises.
        """
        self._logger.emit(schema_id=SCHEMA_ID, data=_data_of(step))


def _data_of(step: Step) -> dict[str, Any]:
    data = {**vars(step), "closed": list(step.closed), "left": list(step.left)}
    if step.outcome is None:
        for name in AT_THE_END:
            del data[name]
    return data
