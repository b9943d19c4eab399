"""Whose the calls are that come to the tools of this server by the Model Context Protocol.

Clients that jupyter-ai gives to its personas send two headers with each call, the chat's id and the
persona's. A persona answers one message at a time in a chat, so these name the answer.

An agent that goes on with a stopped answer while the next one runs sends the same two. It is told
apart by its session with the server of tools: one that was opened for a stopped answer is the next
one's too, as some agents keep theirs, but no longer when that opens one of its own, nor while the
code of the stopped one is known to run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, Final
from weakref import WeakSet, WeakValueDictionary

from ..generations import Generation, Registry
from ..kernels import Refusals
from ..protocol import Resource
from ..protocol.errors import CallRefused
from .tool_call import run_tool

CHAT: Final = "x-jupyter-chat-id"
PERSONA: Final = "x-jupyterai-persona-id"
SESSION: Final = "mcp-session-id"
"""Names of headers. A server that keeps no sessions gives no id of one, and then no agent that goes
on is told from the next answer."""

CODE: Final[tuple[Resource, ...]] = ("agent", "process", "task", "thread")
"""What may call tools."""

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
        """By chat and persona, the one that was stopped, until the next begins."""
        self._before: dict[tuple[str, str], WeakSet[Generation]] = {}
        """Those that were stopped before, until a later one opens a session."""
        self._left: WeakSet[Generation] = WeakSet()
        """Those after which another session was opened."""
        self._by_session: WeakValueDictionary[str, Generation] = WeakValueDictionary()
        """For whom each session was opened."""
        registry.observe(self._on_change)

    def begin_session(self, headers: Mapping[str, str]) -> None:
        """Note that a client opens a session.

        Args:
            headers: Of its request, by names in lower case.
        """
        key = _key(headers)
        if key is not None and self._running(key):
            self._leave_behind(key)

    async def run(self, headers: Mapping[str, str], work: Awaitable[Any]) -> Any:
        """Run a tool, as a part of the answer that calls it.

        Args:
            headers: Of the call, by names in lower case.
            work: Runs the tool. What is refused never awaits it.

        Raises:
            CallRefused: That answer was stopped, before or meanwhile.
        """
        generation = self._whose(headers)
        if generation is None:
            return await work
        if generation.is_interrupted:
            generation.note_refusal("a call of a tool")
            _never(work)
            await asyncio.sleep(self._refusals.next_pause_s(generation))
            raise CallRefused(REFUSED)
        task = run_tool(work, generation)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            # The agent has said that it waits no longer. It is told so by its server, and to be
            # told anything else as well ends its session.
            task.cancel()
            raise
        if task.cancelled() and generation.is_interrupted:
            raise CallRefused(REFUSED)
        return task.result()

    def _whose(self, headers: Mapping[str, str]) -> Generation | None:
        key, session_id = _key(headers), headers.get(SESSION)
        if key is None:
            return None
        opened_for = self._by_session.get(session_id or "")
        if opened_for is not None and self._goes_on(opened_for):
            return opened_for
        running = self._running(key)
        # Copies of a chat have one id, and then these headers name no answer.
        if len(running) > 1:
            return None
        generation = running[0] if running else self._stopped.get(key)
        if generation is not None and session_id is not None and opened_for is None:
            self._by_session[session_id] = generation
            if running:
                self._leave_behind(key)
        return generation

    def _goes_on(self, generation: Generation) -> bool:
        """Whether what comes in a session is of the stopped answer that it was opened for."""
        if not generation.is_interrupted:
            return False
        # Its own task is none of its resources.
        has_code = "task" in generation.left or generation.resources.has_any(*CODE)
        return (generation.is_held and has_code) or generation in self._left

    def _running(self, key: tuple[str, str]) -> list[Generation]:
        chat_id, persona_id = key
        return [
            one
            for one in self._registry.live(chat_id)
            if one.persona_id == persona_id and one.state in ("running", "stopping")
        ]

    def _leave_behind(self, key: tuple[str, str]) -> None:
        self._left.update(self._before.pop(key, ()))

    def _on_change(self, generation: Generation) -> None:
        key = (generation.chat_id, generation.persona_id)
        if generation.state == "running":
            stopped = self._stopped.pop(key, None)
            if stopped is not None:
                self._before.setdefault(key, WeakSet()).add(stopped)
        elif generation.is_interrupted and not generation.never_began:
            self._stopped[key] = generation


def _key(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """The chat and the persona that a request names."""
    chat_id, persona_id = headers.get(CHAT), headers.get(PERSONA)
    return (chat_id, persona_id) if chat_id and persona_id else None


def _never(work: Awaitable[Any]) -> None:
    close = getattr(work, "close", None)
    if close is not None:
        close()
