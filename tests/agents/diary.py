"""What an agent did."""

from __future__ import annotations

import asyncio
from typing import Any

Event = dict[str, Any]


class Diary:
    """Keeps events in their order, and wakes who waits for one."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._noted = asyncio.Condition()

    async def note(self, event: str, session_id: str, **more: Any) -> None:
        """Something happened in a session."""
        async with self._noted:
            self._events.append({"event": event, "session_id": session_id, **more})
            self._noted.notify_all()

    async def until(self, event: str, count: int = 1, session_id: str | None = None) -> list[Event]:
        """The events of one kind, of a session or of all, when there are so many."""

        def noted() -> list[Event]:
            return [
                one
                for one in self._events
                if one["event"] == event and session_id in (None, one["session_id"])
            ]

        async with self._noted:
            await self._noted.wait_for(lambda: len(noted()) >= count)
        return noted()
