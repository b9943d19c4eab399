"""jupyter-ai's own endpoint for a cancel, beside ours."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from pytest_jupyter.jupyter_server import *  # noqa: F403

from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from ..fakes.recording_chat import RecordingWsChat

pytest.importorskip("jupyter_ai_acp_client", reason="Nothing here speaks to agents.")

PERSONAS = "jupyter_ai_persona_manager"


@pytest.fixture
def installed() -> tuple[str, ...]:
    return ("tests.fakes.remote:Remote",)


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    enabled = {"jupyter_stop_stream": True, PERSONAS: True, "jupyter_server_terminals": False}
    return {"ServerApp": {"jpserver_extensions": enabled}}


def test_it_ends_an_agents_turn_and_calls_its_tool_calls_failed_as_ever(
    jp_serverapp: ServerApp,
    jp_fetch: Any,
    jp_asyncio_loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
) -> None:
    settings = jp_serverapp.web_app.settings
    (app,) = jp_serverapp.extension_manager.extension_apps[PERSONAS]

    async def run() -> None:
        chat = RecordingWsChat(tmp_path / "0.chat")
        lobby = Lobby(chat, tmp_path, extension=app, registry=settings[REGISTRY_KEY])
        settings["jupyter-ai"]["persona-managers"][chat.get_id()] = lobby.manager
        agent = lobby.persona("Remote")
        try:
            generation = lobby.ask("length=3 tool=tool-1", to="Remote")
            await within(agent.until("tool"))
            await turns(5)
            response = await jp_fetch(
                "api/ai/personas/cancel", method="POST", body="", params={"chat_id": chat.get_id()}
            )
            assert json.loads(response.body)["cancelled"] == [agent.id]
            await within(generation.ended.wait())
            (end,) = await within(agent.until("end"))
            assert end["reason"] == "cancelled"
            assert generation.outcome == "complete"
            replies = [lobby.message(reply_id) for reply_id in generation.reply_ids]
            assert replies[0].body == "w0 w1 w2 "
            (call,) = (replies[1].metadata or {})["tool_calls"]
            assert call["status"] == "failed"
        finally:
            await lobby.manager.shutdown_personas()
            # The extensions' own, which wait for other extensions.
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
                await asyncio.wait({task})

    jp_asyncio_loop.run_until_complete(run())
