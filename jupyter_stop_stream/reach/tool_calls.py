"""Whose the calls are that come to the tools of this server by the Model Context Protocol.

Clients that jupyter-ai gives to its personas send two headers with each call, the chat's id and the
persona's. A persona answers one message at a time in a chat, so these name the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, Final
from weakref import WeakValueDictionary

from ..generations import Generation, Registry
from ..kernels import Refusals
from ..protocol.errors import CallRefused
from .tool_call import run_tool

CHAT: Final = "x-jupyter-chat-id"
PERSONA: Final = "x-jupyterai-persona-id"

REFUSED: Final = "The person stopped this answer."
"""What the agent is told; it may show or heed it."""


class ToolCalls:
    """Has each call be a part of its answer, and refuses those of a stopped one.

    Args:
        registry: The server's generations.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._refusals = Refusals()
        self._stopped: WeakValueDictionary[tuple[str, str], Generation] = WeakValueDictionary()
        self._by_session: WeakValueDictionary[str, Generation] = WeakValueDictionary()
        registry.observe(self._on_change)

    async def run(
        self, headers: Mapping[str, str], session_id: str | None, work: Awaitable[Any]
    ) -> Any:
        """Run a tool, as a part of the answer that calls it.

        Args:
            headers: Of the call, by names in lower case.
            session_id: Of the client's session.
            work: Runs the tool. What is refused never awaits it.

        Raises:
            CallRefused: That answer was stopped, before or meanwhile.
        """
        generation = self._whose(headers, session_id)
        if generation is None:
            return await work
        if generation.is_interrupted:
            generation.note_refusal("a call of a tool")
            _never(work)
            await asyncio.sleep(self._refusals.next_pause_s(generation))
            raise CallRefused(REFUSED)
        if session_id is not None:
            self._by_session[session_id] = generation
        task = run_tool(work, generation)
        try:
            return await task
        except asyncio.CancelledError:
            if task.cancelled() and generation.is_interrupted:
                raise CallRefused(REFUSED) from None
            task.cancel()
            raise

    def _whose(self, headers: Mapping[str, str], session_id: str | None) -> Generation | None:
        chat_id, persona_id = headers.get(CHAT), headers.get(PERSONA)
        if not chat_id or not persona_id:
            return None
        before = self._by_session.get(session_id or "")
        if before is not None and before.is_interrupted and before.is_held:
            # Its agent goes on, in the session that it had.
            return before
        live = [
            one
            for one in self._registry.live(chat_id)
            if one.persona_id == persona_id and one.state in ("running", "stopping")
        ]
        if not live:
            return self._stopped.get((chat_id, persona_id))
        # Copies of a chat have one id, and then these headers name no answer.
        return live[0] if len(live) == 1 else None

    def _on_change(self, generation: Generation) -> None:
        key = (generation.chat_id, generation.persona_id)
        if generation.state == "running":
            self._stopped.pop(key, None)
        elif generation.is_interrupted and not generation.never_began:
            self._stopped[key] = generation


def _never(work: Awaitable[Any]) -> None:
    close = getattr(work, "close", None)
    if close is not None:
        close()
