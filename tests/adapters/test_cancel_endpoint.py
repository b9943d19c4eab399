"""jupyter-ai's own endpoint for a cancel, beside ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from jupyterlab_chat.models import Message
from pytest_jupyter.jupyter_server import *  # noqa: F403

from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..conftest import new_chat
from ..fakes.endless import Endless
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within

PERSONAS = "jupyter_ai_persona_manager"

IS_AGENT_HERE = find_spec("jupyter_ai_acp_client") is not None


Scene = Callable[[Lobby, Callable[[], Awaitable[list[str]]]], Awaitable[None]]


@pytest.fixture
def installed() -> tuple[str, ...]:
    remote = ("tests.fakes.remote:Remote",) if IS_AGENT_HERE else ()
    return ("tests.fakes.personas:Talker", "tests.fakes.personas:Agent", *remote)


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    enabled = {"jupyter_stop_stream": True, PERSONAS: True, "jupyter_server_terminals": False}
    return {"ServerApp": {"jpserver_extensions": enabled}}


@pytest.fixture
def play(
    jp_serverapp: ServerApp,
    jp_fetch: Any,
    jp_asyncio_loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
) -> Callable[..., None]:
    """Plays a scene in a chat of a server, where a request names the personas it has cancelled."""
    settings = jp_serverapp.web_app.settings
    (app,) = jp_serverapp.extension_manager.extension_apps[PERSONAS]

    async def run(scene: Scene, kind: str) -> None:
        chat = await new_chat(kind, tmp_path / "0.chat")
        if kind == "ychat":
            chat.initial_path = "0.chat"
        lobby = Lobby(chat, tmp_path, extension=app, registry=settings[REGISTRY_KEY])
        settings["jupyter-ai"]["persona-managers"][chat.get_id()] = lobby.manager

        async def cancel() -> list[str]:
            response = await jp_fetch(
                "api/ai/personas/cancel", method="POST", body="", params={"chat_id": chat.get_id()}
            )
            return list(json.loads(response.body)["cancelled"])

        try:
            await scene(lobby, cancel)
        finally:
            await lobby.manager.shutdown_personas()
            # The extensions' own, which wait for other extensions.
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
                await asyncio.wait({task})

    def play(scene: Scene, kind: str = "ws") -> None:
        jp_asyncio_loop.run_until_complete(run(scene, kind))

    return play


def test_it_stops_a_persona_that_has_no_cancel_and_its_waiting_prompts(
    play: Callable[..., None],
) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        script = lobby.persona().answer = Endless()
        running, waiting = lobby.ask("one"), lobby.ask("two")
        await within(script.waits.wait())
        assert await cancel() == [lobby.persona().id]
        for one in (running, waiting):
            await within(one.ended.wait())
        assert [one.outcome for one in (running, waiting)] == ["interrupted"] * 2
        assert script.is_closed
        assert lobby.shown() == ["one", "two", "Once"]
        assert await cancel() == []

    play(scene)


def test_it_stops_a_persona_by_its_own_cancel_once(play: Callable[..., None]) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        agent = lobby.persona("Agent")
        generation = lobby.ask("hello", to="Agent")
        await within(agent.works.wait())
        assert await cancel() == [agent.id]
        await within(generation.ended.wait())
        assert generation.outcome == "interrupted"
        assert (agent.how_it_ended, agent.cancels) == ("by itself", 1)

    play(scene)


def test_it_leaves_a_persona_alone_that_is_still_preparing(play: Callable[..., None]) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        lobby.persona().may_prepare.clear()
        prepares = lobby.ask("hello")
        await within(lobby.persona().prepares.wait())
        assert await cancel() == []
        assert prepares.state == "running"
        lobby.persona().may_prepare.set()
        await within(prepares.ended.wait())
        assert prepares.outcome == "complete"

    play(scene)


def test_what_a_persona_does_outside_of_an_answer_is_cancelled_as_ever(
    play: Callable[..., None],
) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        agent = lobby.persona("Agent")
        message = lobby.write("again", "Agent", "ada")

        async def resume() -> None:
            async with agent.track_processing(message):
                await agent.process_message(message)

        resumed = asyncio.ensure_future(resume())
        await within(agent.works.wait())
        assert await cancel() == [agent.id]
        await within(resumed)
        assert agent.how_it_ended == "by itself"

    play(scene)


def test_a_persona_that_cancels_itself_while_it_answers_is_not_stopped(
    play: Callable[..., None],
) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        async def cancel_first(message: Message) -> AsyncIterator[str]:
            await lobby.persona().cancel_response()
            yield "As you say."

        lobby.persona().answer = cancel_first
        generation = lobby.ask("hello")
        await within(generation.ended.wait())
        assert (generation.outcome, lobby.shown()[-1]) == ("complete", "As you say.")

    play(scene)


def test_with_collaboration_it_does_not_stop_what_somebody_else_asked_for(
    play: Callable[..., None],
) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        script = lobby.persona().answer = Endless()
        generation = lobby.ask("hello", sender="grace")
        await within(script.waits.wait())
        assert await cancel() == []
        assert generation.state == "running"

    play(scene, "ychat")


@pytest.mark.skipif(not IS_AGENT_HERE, reason="Nothing here speaks to agents.")
def test_it_stops_an_agents_turn_and_its_tool_calls_are_not_called_failed(
    play: Callable[..., None],
) -> None:
    async def scene(lobby: Lobby, cancel: Callable[[], Awaitable[list[str]]]) -> None:
        agent = lobby.persona("Remote")
        generation = lobby.ask("length=3 tool=tool-1", to="Remote")
        await within(agent.until("tool"))
        await turns(5)
        assert await cancel() == [agent.id]
        await within(generation.ended.wait())
        (end,) = await within(agent.until("end"))
        assert end["reason"] == "cancelled"
        assert len(await within(agent.until("cancel"))) == 1
        assert generation.outcome == "interrupted"
        replies = [lobby.message(reply_id) for reply_id in generation.reply_ids]
        assert replies[0].body == "w0 w1 w2 "
        (call,) = (replies[1].metadata or {})["tool_calls"]
        assert call["status"] == "cancelled"

    play(scene)
