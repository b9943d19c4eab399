"""jupyter-ai's own persona, stopped and asked again, with a provider that takes no bad history."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from importlib_metadata import EntryPoint, EntryPoints
from jupyter_ai_persona_manager import persona_manager

from jupyter_stop_stream.adapters.history import ANSWER, TOOL_RESULT
from jupyter_stop_stream.generations import MARK_KEY, Generation, LadderTimes, Registry
from jupyter_stop_stream.protocol import Seen

from ..conftest import new_chat
from ..fakes.desk import RECORDER
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from .strict_provider import Answer, StrictProvider, strict_provider, text_of

# It would ask the network for its models' prices at import.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")

with warnings.catch_warnings():
    # Its libraries' own; they would be errors here.
    warnings.simplefilter("ignore")
    import litellm

    pytest.importorskip("jupyter_ai_jupyternaut")
    from jupyter_ai_jupyternaut.config.config_manager import ConfigManager
    from jupyter_ai_jupyternaut.jupyternaut import jupyternaut

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("ignore")]

MODEL = "openai/strict"

PATIENCE_S = 60.0
"""For the first answer, which imports the half of litellm, in seconds."""

TIMES = LadderTimes(grace_period_s=0.5, patience_s=0.5)
"""A thread that digs for ever is given up soon."""


class Tools:
    """An asynchronous and a synchronous tool that work until they may end, and a quick one."""

    def __init__(self) -> None:
        self.works = asyncio.Event()
        self.may_end = threading.Event()
        self._loop = asyncio.get_running_loop()

    def all(self) -> list[Callable[..., Any]]:
        async def walk(where: str) -> str:
            """Walks for ever."""
            self.works.set()
            await asyncio.Event().wait()
            return where

        def dig(where: str) -> str:
            """Digs until it may end."""
            self._loop.call_soon_threadsafe(self.works.set)
            self.may_end.wait()
            return where

        async def look(where: str) -> str:
            """Looks at something."""
            return "green"

        return [walk, dig, look]


class House(Lobby):
    """A chat in which Jupyternaut answers."""

    def persona(self, name: str = "JupyternautPersona") -> Any:
        (found,) = (one for one in self.manager.personas.values() if type(one).__name__ == name)
        return found

    def ask(self, body: str, to: str = "JupyternautPersona", sender: str = "ada") -> Generation:
        return super().ask(body, to, sender)

    async def shows(self, body: str) -> None:
        """Return when the last reply is this."""
        written = asyncio.Event()
        self.chat.on_write = lambda write: written.set()
        while self.shown()[-1] != body:
            await written.wait()
            written.clear()

    async def saves_a_result(self) -> None:
        """Return when its memory has a tool's result."""
        memory = await self.persona().get_memory_store()
        thread = {"configurable": {"thread_id": self.chat.get_id(), "checkpoint_ns": ""}}
        while not any(
            channel == "messages" and value[0].type == "tool"
            for _, channel, value in (await memory.aget_tuple(thread)).pending_writes
        ):
            await turns()

    def stop(self, seen: dict[str, Seen] | None = None) -> None:
        self.registry.stop(self.chat.get_id(), None, by="ada", seen=seen)


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[StrictProvider]:
    async with strict_provider() as running:
        yield running


@pytest_asyncio.fixture
async def tools(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tools]:
    tools = Tools()
    for name in ("nb_toolkit", "jlab_toolkit"):
        monkeypatch.setattr(jupyternaut, name, [])
    monkeypatch.setattr(jupyternaut, "exec_toolkit", tools.all())
    yield tools
    tools.may_end.set()


@pytest.fixture(params=["in_memory", "sqlite"])
def checkpointer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where it keeps its memory: it takes SQLite where that is installed."""
    if request.param == "in_memory":
        monkeypatch.setitem(sys.modules, "aiosqlite", None)
    else:
        pytest.importorskip("langgraph.checkpoint.sqlite.aio")
    return str(request.param)


@pytest_asyncio.fixture
async def house(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    provider: StrictProvider,
    tools: Tools,
    checkpointer: str,
) -> AsyncIterator[House]:
    installed = EntryPoints(
        [
            EntryPoint(
                name="jupyternaut",
                value=f"{jupyternaut.__name__}:JupyternautPersona",
                group=persona_manager.EPG_NAME,
            )
        ]
    )
    monkeypatch.setattr(persona_manager, "entry_points", lambda: installed)
    monkeypatch.setattr(persona_manager.PersonaManager, "_ep_persona_classes", None)
    monkeypatch.setattr(jupyternaut, "MEMORY_STORE_PATH", str(tmp_path / "memory.sqlite"))
    config = ConfigManager(
        log=logging.getLogger("jupyternaut"),
        config_path=str(tmp_path / "config.json"),
        defaults={
            "model_provider_id": MODEL,
            "fields": {MODEL: {"api_base": provider.base_url, "api_key": "none", "max_retries": 0}},
        },
    )
    monkeypatch.setattr(jupyternaut.JupyternautPersona, "config_manager", config, raising=False)
    chat = await new_chat("ws", tmp_path / "house.chat")
    registry = Registry(
        TIMES, flush_interval_s=0.0, log=logging.getLogger("house"), recorder=RECORDER
    )
    made = House(chat, tmp_path, registry=registry)
    yield made
    await made.registry.shutdown()
    if checkpointer == "sqlite":
        await (await made.persona().get_memory_store()).conn.close()
    # It keeps its clients by event loop; as garbage they would fail whichever test runs then.
    await litellm.close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()


async def stopped(
    house: House,
    provider: StrictProvider,
    *answers: Answer,
    until: asyncio.Event | None = None,
    seen: int | None = None,
) -> Generation:
    """A prompt that is stopped when the model goes silent, or a tool works.

    Args:
        seen: How much of the reply was on the screen; `None` for all.
    """
    provider.answers.extend(answers)
    generation = house.ask("What is it?")
    await within((until or provider.is_silent).wait(), PATIENCE_S)
    expected = "".join(chunk for answer in answers for chunk in answer.chunks)
    await within(house.shows(expected) if expected else asyncio.sleep(0), PATIENCE_S)
    house.stop(None if seen is None else dict.fromkeys(generation.reply_ids, Seen(seen)))
    await within(generation.ended.wait(), PATIENCE_S)
    assert generation.outcome == "interrupted"
    return generation


async def asked_again(house: House, provider: StrictProvider) -> list[tuple[str, str]]:
    """The history that the provider is sent with the next prompt, as role and text."""
    provider.answers.append(Answer(("Fine.",)))
    generation = house.ask("And now?")
    await within(generation.ended.wait(), PATIENCE_S)
    return history(house, provider)


def history(house: House, provider: StrictProvider) -> list[tuple[str, str]]:
    assert provider.refusals == []
    assert house.shown()[-1] == "Fine."
    assert not provider.answers
    for body in house.shown():
        assert MARK_KEY not in body
        assert "stop" not in body.lower()
    return [(turn["role"], text_of(turn)) for turn in provider.histories[-1]]


async def test_a_stop_in_the_middle_of_the_text_leaves_it_as_the_answer(
    house: House, provider: StrictProvider
) -> None:
    await stopped(house, provider, Answer(("A chest", "nut."), is_endless=True))
    assert await asked_again(house, provider) == [
        ("user", "What is it?"),
        ("assistant", "A chestnut."),
        ("user", "And now?"),
    ]


async def test_what_the_person_had_not_seen_is_not_remembered(
    house: House, provider: StrictProvider
) -> None:
    generation = await stopped(
        house, provider, Answer(("A chest", "nut."), is_endless=True), seen=7
    )
    (reply_id,) = generation.reply_ids
    mark = (house.message(reply_id).metadata or {})[MARK_KEY]
    assert mark["unseen"] == "nut."
    assert await asked_again(house, provider) == [
        ("user", "What is it?"),
        ("assistant", "A chest"),
        ("user", "And now?"),
    ]
    assert all("nut" not in text_of(turn) for turn in provider.histories[-1])


@pytest.mark.parametrize(
    ("chunks", "seen"), [((), None), (("A chestnut.",), 0)], ids=["no_token", "none_seen"]
)
async def test_a_prompt_of_which_no_answer_was_seen_is_kept_and_answered_with_a_sentence(
    house: House, provider: StrictProvider, chunks: tuple[str, ...], seen: int | None
) -> None:
    await stopped(house, provider, Answer(chunks, is_endless=True), seen=seen)
    assert await asked_again(house, provider) == [
        ("user", "What is it?"),
        ("assistant", ANSWER),
        ("user", "And now?"),
    ]


@pytest.mark.parametrize("tool", ["walk", "dig"], ids=["asynchronous", "synchronous"])
@pytest.mark.parametrize(
    ("chunks", "seen", "remembered"),
    [
        (("I shall ", "go."), None, "I shall go."),
        (("I shall ", "go."), 7, "I shall"),
        ((), None, ""),
    ],
    ids=["after_text", "after_text_seen_in_part", "without_text"],
)
async def test_a_tool_call_that_was_stopped_has_a_result(
    house: House,
    provider: StrictProvider,
    tools: Tools,
    tool: str,
    chunks: tuple[str, ...],
    seen: int | None,
    remembered: str,
) -> None:
    call = Answer(chunks, calls=((tool, {"where": "here"}),))
    generation = await stopped(house, provider, call, until=tools.works, seen=seen)
    assert generation.receipt == ("detached" if tool == "dig" else "cancelled")
    tools.may_end.set()
    assert await asked_again(house, provider) == [
        ("user", "What is it?"),
        ("assistant", remembered),
        ("tool", TOOL_RESULT),
        ("assistant", ANSWER),
        ("user", "And now?"),
    ]


async def test_a_result_that_was_there_before_the_stop_is_kept(
    house: House, provider: StrictProvider, tools: Tools
) -> None:
    provider.answers.append(
        Answer(calls=(("look", {"where": "here"}), ("walk", {"where": "here"})))
    )
    generation = house.ask("What is it?")
    await within(tools.works.wait(), PATIENCE_S)
    await within(house.saves_a_result())
    house.stop()
    await within(generation.ended.wait())
    assert await asked_again(house, provider) == [
        ("user", "What is it?"),
        ("assistant", ""),
        ("tool", "green"),
        ("tool", TOOL_RESULT),
        ("assistant", ANSWER),
        ("user", "And now?"),
    ]


@pytest.mark.parametrize(
    ("seen", "first", "second"),
    [
        (None, "I look. ", "It is"),
        (len("I look. It"), "I look. ", "It"),
        (len("I look. "), "I look. ", ANSWER),
        (len("I l"), "I l", ANSWER),
    ],
    ids=["all_seen", "seen_in_part", "seen_to_the_call", "call_not_seen"],
)
async def test_a_stop_after_a_tool_keeps_both_texts_in_their_places(
    house: House, provider: StrictProvider, seen: int, first: str, second: str
) -> None:
    look = Answer(("I look. ",), calls=(("look", {"where": "here"}),))
    await stopped(house, provider, look, Answer(("It is",), is_endless=True), seen=seen)
    assert await asked_again(house, provider) == [
        ("user", "What is it?"),
        ("assistant", first),
        ("tool", "green"),
        ("assistant", second),
        ("user", "And now?"),
    ]


async def test_a_prompt_that_is_asked_again_after_a_stop_is_answered(
    house: House, provider: StrictProvider, tools: Tools
) -> None:
    generation = await stopped(
        house, provider, Answer(calls=(("walk", {"where": "here"}),)), until=tools.works
    )
    provider.answers.append(Answer(("Fine.",)))
    (again,) = house.registry.regenerate(house.chat.get_id(), generation.prompt_id, by="ada")
    await within(again.ended.wait(), PATIENCE_S)
    assert history(house, provider)[-2:] == [("assistant", ANSWER), ("user", "What is it?")]


async def test_an_answer_that_is_gone_on_from_is_remembered_as_it_was_seen(
    house: House, provider: StrictProvider
) -> None:
    seen = "A chestnut is the nut of a tree, and"
    generation = await stopped(
        house, provider, Answer((seen, " more."), is_endless=True), seen=len(seen)
    )
    provider.answers.append(Answer((seen[-30:], " it is eaten.")))
    (reply_id,) = generation.reply_ids
    (more,) = house.registry.continue_answer(house.chat.get_id(), reply_id, by="ada")
    await within(more.ended.wait(), PATIENCE_S)
    assert provider.refusals == []
    asked = [(turn["role"], text_of(turn)) for turn in provider.histories[-1]]
    assert asked[:2] == [("user", "What is it?"), ("assistant", seen)]
    ((role, request),) = asked[2:]
    assert role == "user"
    assert f"<end_of_answer>{seen}</end_of_answer>" in request
    assert house.shown() == ["What is it?", seen, " it is eaten."]


async def test_a_prompt_that_is_asked_again_follows_the_answer_that_stays_in_the_chat(
    house: House, provider: StrictProvider
) -> None:
    generation = await stopped(house, provider, Answer(("A chest", "nut."), is_endless=True))
    provider.answers.append(Answer(("Fine.",)))
    (again,) = house.registry.regenerate(house.chat.get_id(), generation.prompt_id, by="ada")
    await within(again.ended.wait(), PATIENCE_S)
    assert house.shown() == ["What is it?", "A chestnut.", "Fine."]
    assert history(house, provider) == [
        ("user", "What is it?"),
        ("assistant", "A chestnut."),
        ("user", "What is it?"),
    ]


async def test_a_prompt_that_waits_behind_the_stopped_one_is_answered(
    house: House, provider: StrictProvider
) -> None:
    provider.answers.extend([Answer(("A chest",), is_endless=True), Answer(("Fine.",))])
    first = house.ask("What is it?")
    second = house.ask("And now?")
    await within(house.shows("A chest"), PATIENCE_S)
    # Only the queue of who asked is stopped with it.
    second.asked_by, first.asked_by = "grace", "ada"
    house.stop()
    await within(second.ended.wait(), PATIENCE_S)
    assert [text for _, text in history(house, provider)] == ["What is it?", "A chest", "And now?"]


async def test_stops_one_after_the_other_leave_each_turn_as_it_was(
    house: House, provider: StrictProvider
) -> None:
    for text in ("One", "Two"):
        provider.is_silent.clear()
        await stopped(house, provider, Answer((text,), is_endless=True))
    texts = [text for _, text in await asked_again(house, provider)]
    assert texts == ["What is it?", "One", "What is it?", "Two", "And now?"]


async def test_an_answer_that_nobody_stops_is_remembered_as_it_was(
    house: House, provider: StrictProvider
) -> None:
    look = Answer(("I look. ",), calls=(("look", {"where": "here"}),))
    provider.answers.extend([look, Answer(("It is green.",))])
    await within(house.ask("What is it?").ended.wait(), PATIENCE_S)
    texts = [text for _, text in await asked_again(house, provider)]
    assert texts == ["What is it?", "I look. ", "green", "It is green.", "And now?"]
