"""What is kept of the graphs that an answer runs, and for how long."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import Any

import pytest

from jupyter_stop_stream.adapters import memory as memory_module
from jupyter_stop_stream.adapters.memory import LANGGRAPH, REASONS, Memory

from ..fakes.desk import Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio

LOG = logging.getLogger("memory")
THREAD = {"configurable": {"thread_id": "thread"}}


class Given:
    """A part of what a graph is given, which can be seen to be gone."""


class Graph:
    """Runs nothing. Its memory cannot be read, for the reason that it is told."""

    checkpointer = True
    config = None

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        self.read = 0

    async def astream(self, given: Any, config: Any) -> AsyncIterator[Any]:
        yield given

    async def aget_state(self, config: Any) -> Any:
        self.read += 1
        raise ValueError(self.reason)


@pytest.fixture(autouse=True)
def told() -> Iterator[None]:
    """Graphs tell of their runs, as LangGraph's do; no reason was told before."""
    unwatched = Graph.astream
    module = ModuleType(LANGGRAPH)
    module.Pregel = Graph  # type: ignore[attr-defined]
    memory_module._watch(module)
    Memory._told.clear()
    yield
    Graph.astream = unwatched  # type: ignore[method-assign]
    Memory._told.clear()


async def run(graph: Graph, given: dict[str, Any]) -> None:
    async for _ in graph.astream(given, THREAD):
        pass


class Scheduled:
    """A persona's work that runs a graph, and leaves behind a task that runs it again each turn."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.prompts: weakref.WeakSet[Given] = weakref.WeakSet()
        self.background: asyncio.Task[None] | None = None
        self.may_end = asyncio.Event()
        self.works = asyncio.Event()

    async def __call__(self) -> None:
        await self._run()
        self.background = asyncio.ensure_future(self._run_for_ever())
        self.works.set()
        await self.may_end.wait()

    async def _run(self) -> None:
        prompt = Given()
        self.prompts.add(prompt)
        await run(self._graph, {"messages": [prompt]})

    async def _run_for_ever(self) -> None:
        while True:
            await self._run()
            await asyncio.sleep(0)


async def end(scheduled: Scheduled) -> None:
    assert scheduled.background is not None
    scheduled.background.cancel()
    await asyncio.wait({scheduled.background})


async def test_what_a_task_of_an_ended_answer_runs_is_not_kept_and_what_the_answer_ran_is_let_go(
    desk: Desk,
) -> None:
    scheduled = Scheduled(Graph())
    memory = Memory(LOG)
    generation = desk.ask(memory.watched(scheduled), after_stop=memory.mend)
    del memory
    await within(scheduled.works.wait())
    assert len(scheduled.prompts) > 0
    scheduled.may_end.set()
    await within(generation.ended.wait())
    await turns(20)
    gc.collect()
    assert generation.outcome == "complete"
    # The one of the run that goes on.
    assert len(scheduled.prompts) <= 1
    await end(scheduled)


async def test_a_stopped_answers_runs_are_let_go_when_its_memory_was_mended(desk: Desk) -> None:
    graph = Graph()
    scheduled = Scheduled(graph)
    memory = Memory(LOG)
    generation = desk.ask(memory.watched(scheduled), after_stop=memory.mend)
    await within(scheduled.works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    await within(desk.registry.shutdown())
    assert graph.read == 1
    await end(scheduled)
    gc.collect()
    assert len(scheduled.prompts) == 0
    await memory.mend([])
    assert graph.read == 1


async def test_of_what_a_graph_is_given_only_the_messages_are_kept(desk: Desk) -> None:
    documents, prompt = Given(), Given()
    kept = weakref.WeakSet([documents, prompt])

    async def work() -> None:
        nonlocal documents, prompt
        await run(Graph(), {"documents": [documents], "messages": [prompt]})
        del documents, prompt
        is_run.set()
        await asyncio.Event().wait()

    is_run = asyncio.Event()
    memory = Memory(LOG)
    desk.ask(memory.watched(work), after_stop=memory.mend)
    await within(is_run.wait())
    gc.collect()
    assert len(kept) == 1


async def test_each_reason_is_told_once_and_not_all_are_remembered_for_ever(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(reason: str) -> None:
        async def work() -> None:
            await run(Graph(reason), {})

        memory = Memory(LOG)
        await memory.watched(work)()
        await memory.mend([])

    with caplog.at_level(logging.WARNING):
        for number in range(2 * REASONS):
            await fail(f"no thread {number}")
            await fail(f"no thread {number}")
    assert len(caplog.records) == 2 * REASONS
    assert len(Memory._told) == REASONS
