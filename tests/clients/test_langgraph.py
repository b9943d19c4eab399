"""Personas that people build on LangGraph in other ways than Jupyternaut's."""

from __future__ import annotations

import asyncio
import logging
import operator
import warnings
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pytest
import pytest_asyncio
from importlib_metadata import EntryPoint, EntryPoints
from jupyter_ai_persona_manager import persona_manager
from jupyterlab_chat.models import Message

from jupyter_stop_stream.adapters.history import ANSWER
from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol import Seen

from ..conftest import new_chat
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within

with warnings.catch_warnings():
    # Its libraries' own; they would be errors here.
    warnings.simplefilter("ignore")
    pytest.importorskip("langgraph")
    from langchain_core.messages import HumanMessage
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.graph import START, MessagesState, StateGraph

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("ignore")]

THREAD = {"configurable": {"thread_id": 7}}


class Steps:
    """Nodes that work until they may end, and say what they are told to."""

    def __init__(self) -> None:
        self.works = asyncio.Event()
        self.may_end = asyncio.Event()

    async def speak(self, state: Any) -> Any:
        self.works.set()
        await self.may_end.wait()
        return {"messages": [{"role": "assistant", "content": "Whole."}]}


def graph_of(node: Callable[..., Any], state: Any = MessagesState, **how: Any) -> Any:
    builder = StateGraph(state)
    builder.add_node("speak", node)
    builder.add_edge(START, "speak")
    return builder.compile(**{"checkpointer": InMemorySaver(), **how})


async def remembered(graph: Any) -> list[tuple[str, str]]:
    state = await graph.aget_state(THREAD)
    assert state.next == ()
    return [(message.type, message.content) for message in state.values["messages"]]


def asked(body: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": body}]}


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest_asyncio.fixture
async def lobby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lobby]:
    value = "tests.fakes.personas:Talker"
    installed = EntryPoints([EntryPoint("Talker", value, persona_manager.EPG_NAME)])
    monkeypatch.setattr(persona_manager, "entry_points", lambda: installed)
    monkeypatch.setattr(persona_manager.PersonaManager, "_ep_persona_classes", None)
    made = Lobby(await new_chat("ws", tmp_path / "lobby.chat"), tmp_path)
    yield made
    await made.registry.shutdown()


async def stop(lobby: Lobby, generation: Generation, works: asyncio.Event) -> None:
    await within(works.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    # It waits for what follows a stop.
    await within(lobby.registry.shutdown())


async def test_a_graph_that_is_invoked_is_mended(lobby: Lobby, steps: Steps) -> None:
    graph = graph_of(steps.speak)

    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Half"
        yield (await graph.ainvoke(asked(message.body), THREAD))["messages"][-1].content

    lobby.persona().answer = answer
    await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(graph) == [("human", "Why?"), ("ai", "Half")]


async def test_a_thread_that_is_bound_to_the_graph_is_found(lobby: Lobby, steps: Steps) -> None:
    graph = graph_of(steps.speak).with_config(THREAD)

    async def answer(message: Message) -> AsyncIterator[str]:
        async for event in graph.astream_events(asked(message.body), version="v2"):
            yield str(event)[:0]

    lobby.persona().answer = answer
    await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(graph) == [("human", "Why?"), ("ai", ANSWER)]


async def test_a_graph_in_a_graph_is_mended_with_it(lobby: Lobby, steps: Steps) -> None:
    graph = graph_of(graph_of(steps.speak, checkpointer=True))

    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Half"
        async for _ in graph.astream(asked(message.body), config=THREAD):
            yield ""

    lobby.persona().answer = answer
    await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(graph) == [("human", "Why?"), ("ai", "Half")]


async def test_what_was_seen_is_the_answer_of_the_graph_that_was_not_done(
    lobby: Lobby, steps: Steps
) -> None:
    async def route(state: Any) -> Any:
        return {"messages": [{"role": "assistant", "content": "to the talker"}]}

    router, graph = graph_of(route), graph_of(steps.speak)

    async def answer(message: Message) -> AsyncIterator[str]:
        await router.ainvoke(asked(message.body), THREAD)
        yield "Half"
        await graph.ainvoke(asked(message.body), THREAD)

    lobby.persona().answer = answer
    await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(router) == [("human", "Why?"), ("ai", "to the talker")]
    assert await remembered(graph) == [("human", "Why?"), ("ai", "Half")]


async def graph_that_remembers(steps: Steps) -> Any:
    """A graph with a whole turn in its memory."""
    graph = graph_of(steps.speak)
    steps.may_end.set()
    await graph.ainvoke(asked("Hello?"), THREAD)
    steps.may_end.clear()
    steps.works.clear()
    return graph


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
async def test_earlier_turns_are_left_alone(lobby: Lobby, steps: Steps, durability: str) -> None:
    graph = await graph_that_remembers(steps)

    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Half"
        await graph.ainvoke(asked(message.body), THREAD, durability=durability)

    lobby.persona().answer = answer
    await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(graph) == [
        ("human", "Hello?"),
        ("ai", "Whole."),
        ("human", "Why?"),
        ("ai", "Half"),
    ]


@pytest.mark.parametrize("is_new", [True, False])
async def test_a_prompt_that_was_not_saved_yet_is_remembered_with_what_was_seen(
    lobby: Lobby, steps: Steps, caplog: pytest.LogCaptureFixture, is_new: bool
) -> None:
    graph = graph_of(steps.speak) if is_new else await graph_that_remembers(steps)
    before = [] if is_new else await remembered(graph)

    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Half"
        run = graph.astream(asked(message.body), THREAD)
        steps.works.set()
        await steps.may_end.wait()
        async for _ in run:
            yield ""

    lobby.persona().answer = answer
    with caplog.at_level(logging.WARNING):
        await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(graph) == [*before, ("human", "Why?"), ("ai", "Half")]
    assert caplog.records == []


class SlowSaver(InMemorySaver):
    """Saves so many checkpoints, and the next ones for ever."""

    def __init__(self, quick: int) -> None:
        super().__init__()
        self._quick = quick

    async def aput(self, *args: Any, **kwargs: Any) -> Any:
        self._quick -= 1
        if self._quick == -1:
            await asyncio.Event().wait()
        return await super().aput(*args, **kwargs)


@pytest.mark.parametrize("quick", [0, 1])
async def test_a_prompt_that_was_being_saved_is_remembered(
    lobby: Lobby, steps: Steps, quick: int
) -> None:
    graph = graph_of(steps.speak, checkpointer=SlowSaver(quick))

    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Half"
        await graph.ainvoke(asked(message.body), THREAD, durability="async")

    lobby.persona().answer = answer
    await stop(lobby, lobby.ask("Why?"), steps.works)
    assert await remembered(graph) == [("human", "Why?"), ("ai", "Half")]


async def test_an_answer_that_was_done_but_not_seen_whole_is_cut(
    lobby: Lobby, steps: Steps
) -> None:
    graph = graph_of(steps.speak)
    steps.may_end.set()
    is_done = asyncio.Event()

    async def answer(message: Message) -> AsyncIterator[str]:
        yield (await graph.ainvoke(asked(message.body), THREAD))["messages"][-1].content
        is_done.set()
        await asyncio.Event().wait()

    lobby.persona().answer = answer
    generation = lobby.ask("Why?")
    await within(is_done.wait())
    seen = dict.fromkeys(generation.reply_ids, Seen(2))
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada", seen=seen)
    await within(generation.ended.wait())
    await within(lobby.registry.shutdown())
    assert await remembered(graph) == [("human", "Why?"), ("ai", "Wh")]


async def test_a_graph_whose_messages_do_not_merge_is_told_of_once_and_hinders_nobody(
    lobby: Lobby, steps: Steps, caplog: pytest.LogCaptureFixture
) -> None:
    class Listed(TypedDict):
        messages: Annotated[list[Any], operator.add]

    graph = graph_of(steps.speak, Listed)

    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Half"
        await graph.ainvoke({"messages": [HumanMessage("Why?", id=message.id)]}, THREAD)

    lobby.persona().answer = answer
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            steps.works.clear()
            generation = lobby.ask("Why?")
            await within(steps.works.wait())
            lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
            await within(generation.ended.wait())
            await turns(20)
    assert len([one for one in caplog.records if "merged by their ids" in one.message]) == 1
    assert await remembered(graph) == [("human", "Why?"), ("human", "Why?")]


async def test_a_graph_outside_of_a_generation_is_left_alone(steps: Steps) -> None:
    graph = graph_of(steps.speak)
    task = asyncio.ensure_future(graph.ainvoke(asked("Why?"), THREAD))
    await within(steps.works.wait())
    task.cancel()
    await asyncio.wait({task})
    assert (await graph.aget_state(THREAD)).next == ("speak",)
