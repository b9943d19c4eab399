"""The memory of personas that are built on LangGraph, after a stop.

A LangGraph graph with a checkpointer saves each step of a run under the id of a thread. A run that
is cancelled leaves what it had saved: a prompt without an answer, a tool call without its result,
and nothing of the text that was being written. The next run builds on that, and a provider may
refuse it. This mends it.

Nothing here imports LangGraph. Where it is imported, its graphs' `astream`, which every other way
of running one ends in, tells the generation it runs in which graph and which thread that is.
"""

from __future__ import annotations

import logging
import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timezone
from types import ModuleType
from typing import Any, ClassVar, Final

import wrapt

from .history import ANSWER, mended

LANGGRAPH: Final = "langgraph.pregel"
"""The module with LangGraph's class of compiled graphs, `Pregel`."""

IN_A_NODE: Final = "__pregel_task_id"
"""In the configuration of a graph that runs inside of another one, and is saved with that."""

CHANNEL: Final = "messages"
"""The name of the history in the states of LangChain's agents, and of LangGraph's own classes."""

REASONS: Final = 32
"""How many reasons why a memory could not be mended are remembered, so that each is told once."""


@dataclass(frozen=True)
class Run:
    """One run of a graph that has a memory.

    Attributes:
        graph: The compiled graph.
        configurable: What says which memory, `thread_id` among it.
        prompt: Of what it was given, the messages.
        began_at: When it was begun, in UTC.
    """

    graph: Any
    configurable: dict[str, Any]
    prompt: Any
    began_at: datetime

    async def is_unfinished(self) -> bool:
        """Whether steps of it are due."""
        return bool((await self.graph.aget_state(self._config)).next)

    async def mend(self, seen: str | None) -> None:
        """Give the memory an end that every provider takes; see `mended`."""
        before = await self._ids_before()
        if before is None:
            await self._save(seen)
            return
        await self._end()
        state = await self.graph.aget_state(self._config)
        turn = [one for one in state.values.get(CHANNEL, ()) if one.id not in before]
        if not turn:
            # It had saved that it was given something, and not what.
            await self._save(seen)
            return
        changes = mended(turn, seen)
        if changes:
            self._raise_unless_merged_by_id(turn[0])
            await self.graph.aupdate_state(self._config, {CHANNEL: changes}, as_node="__start__")
            await self._end()

    async def _save(self, seen: str | None) -> None:
        """Save the turn of a run that was stopped before it had saved its prompt."""
        if not self.prompt or seen is None:
            return
        turn = self.prompt if isinstance(self.prompt, list) else [self.prompt]
        answer = {"role": "assistant", "content": seen.strip() or ANSWER}
        changes = {CHANNEL: [*turn, answer]}
        await self.graph.aupdate_state(self._config, changes, as_node="__start__")
        await self._end()

    @property
    def _config(self) -> dict[str, Any]:
        return {"configurable": dict(self.configurable)}

    async def _ids_before(self) -> set[str] | None:
        """Ids of the messages there were before this run; `None` if it saved nothing."""
        state = await self.graph.aget_state(self._config)
        if not self._has_saved(state):
            return None
        # Step by step: a graph's list of its states loads those of the whole thread at once.
        while self._has_saved(state):
            if state.parent_config is None:
                return set()
            state = await self.graph.aget_state(state.parent_config)
        return {message.id for message in state.values.get(CHANNEL, ())}

    def _has_saved(self, state: Any) -> bool:
        at = state.created_at
        return at is not None and datetime.fromisoformat(at) >= self.began_at

    async def _end(self) -> None:
        """Keep what steps have done, and have none due."""
        await self.graph.aupdate_state(self._config, None, as_node="__end__")

    def _raise_unless_merged_by_id(self, message: Any) -> None:
        merge = self.graph.channels[CHANNEL].operator
        if len(merge([message], [message])) != 1:
            raise TypeError("Its messages are not merged by their ids.")


class Memory:
    """What one generation's graphs remember.

    Its generation's request keeps it, and lets go of it at the end. What goes on in the
    generation's context after that, such as a background task that runs graphs, does not.

    Args:
        log: Told once for each reason what could not be mended.
    """

    _is_watching: ClassVar[bool] = False
    _told: ClassVar[deque[str]] = deque(maxlen=REASONS)

    def __init__(self, log: logging.Logger | logging.LoggerAdapter[Any]) -> None:
        self._log = log
        self._runs: list[Run] = []
        self._is_open = True
        self.has_run = False
        """Whether a graph with a memory has run for it."""

    @classmethod
    def watch(cls) -> None:
        """Have LangGraph tell of its runs, as soon as anybody imports it. Twice is fine."""
        if not cls._is_watching:
            cls._is_watching = True
            wrapt.register_post_import_hook(_watch, LANGGRAPH)

    def watched(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The same work; the runs that are begun until it ends are this memory's."""

        async def run() -> None:
            _memory.set(weakref.ref(self))
            try:
                await work()
            finally:
                self._is_open = False

        return run

    def note(self, run: Run) -> None:
        """Called with each run that is begun in the generation's context. One that is begun when
        the generation's work has ended, or was given up, is not the answer's.
        """
        if self._is_open:
            self._runs.append(run)
            self.has_run = True

    async def mend(self, seen: Sequence[str]) -> None:
        """Mend what the generation left. It is what `Request.after_stop` asks for."""
        self._is_open = False
        runs, self._runs = self._runs, []
        try:
            unfinished = [run for run in runs if await run.is_unfinished()]
            # Graphs may run one after the other, or from one's tools: the answer is of the first
            # that was not done with it.
            for number, run in enumerate(unfinished or runs[-1:]):
                await run.mend(None if number else "\n\n".join(seen))
        except Exception as error:  # noqa: BLE001  whatever a graph of another version raises
            reason = f"{type(error).__name__}: {error}"
            if reason not in self._told:
                self._told.append(reason)
                self._log.warning(
                    "The history of a LangGraph persona could not be mended after a stop, and its "
                    "provider may refuse the next prompt. %s",
                    reason,
                )


_memory: ContextVar[weakref.ref[Memory] | None] = ContextVar("stop_stream_memory", default=None)


def _watch(module: ModuleType) -> None:
    if hasattr(getattr(module, "Pregel", None), "astream"):
        wrapt.wrap_function_wrapper(module, "Pregel.astream", _note)


def _note(
    wrapped: Callable[..., Any], graph: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    refers_to = _memory.get()
    memory = None if refers_to is None else refers_to()
    if memory is not None:
        config = args[1] if len(args) > 1 else kwargs.get("config")
        configs = [getattr(graph, "config", None), config]
        merged = {
            key: value
            for one in configs
            for key, value in ((one or {}).get("configurable") or {}).items()
        }
        if graph.checkpointer and "thread_id" in merged and IN_A_NODE not in merged:
            configurable = {
                key: value
                for key, value in merged.items()
                if not key.startswith("__") and key != "checkpoint_id"
            }
            given = args[0] if args else kwargs.get("input")
            prompt = given.get(CHANNEL) if isinstance(given, dict) else None
            memory.note(Run(graph, configurable, prompt, datetime.now(timezone.utc)))
    return wrapped(*args, **kwargs)
