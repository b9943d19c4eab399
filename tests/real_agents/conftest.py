"""One agent after the other."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from importlib_metadata import EntryPoint, EntryPoints
from jupyter_ai_persona_manager import persona_manager
from jupyter_ai_persona_manager.extension import PersonaManagerExtension

from jupyter_stop_stream.adapters import PersonaAdapter
from jupyter_stop_stream.generations import Registry
from jupyter_stop_stream.reach import LibraryRecorder

from ..conftest import new_chat
from ..fakes.desk import PATIENT
from ..fakes.patience import within
from ..model_server.process import ModelServer, start_model_server
from .agent import Agent, read_all
from .command import Command, command_in
from .host import AgentLobby, Host


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest.fixture(scope="module", params=read_all(), ids=lambda agent: agent.name)
def agent(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model: ModelServer
) -> Iterator[Agent]:
    """An agent that a persona finds on the PATH, as the only one that is installed."""
    one: Agent = request.param
    if one.missing is not None:
        pytest.skip(f"{one.title}: {one.missing}")
    folder = tmp_path_factory.mktemp(one.name)
    programs = one.lay_out(folder, f"{model.url}/agents")
    group = persona_manager.EPG_NAME
    entries = EntryPoints([EntryPoint(name=one.name, value=one.persona, group=group)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        patch.setattr(persona_manager, "entry_points", lambda: entries)
        patch.setattr(persona_manager.PersonaManager, "_ep_persona_classes", None)
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hosts(
    agent: Agent, model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[Host]]:
    """The chats with this agent; in the end its process is gone."""
    made: list[Host] = []
    yield made
    processes = [await one.lobby.persona().get_agent_subprocess() for one in made[:1]]
    for one in made:
        await one.lobby.registry.shutdown()
        await one.lobby.manager.shutdown_personas()
    for process in processes:
        await within(process.wait())


@pytest_asyncio.fixture(loop_scope="module")
async def host(
    agent: Agent, hosts: list[Host], model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Host]:
    """The chat with an agent: the same for all tests of it, and a new one after one that failed."""
    if not hosts or hosts[-1].is_spoilt:
        hosts.append(await _open_chat(agent, model, tmp_path_factory.mktemp("chat"), hosts))
    hosts[-1].is_spoilt = True
    yield hosts[-1]


@pytest_asyncio.fixture(loop_scope="module")
async def command(tmp_path: Path) -> AsyncIterator[Command]:
    """What an agent is asked to run."""
    async with command_in(tmp_path) as one:
        yield one


async def _open_chat(agent: Agent, model: ModelServer, folder: Path, earlier: list[Host]) -> Host:
    chat = await new_chat("ws", folder / "0.chat")
    if earlier:
        first = earlier[0].lobby
        lobby = AgentLobby(chat, folder, extension=first.extension, registry=first.registry)
    else:
        log = logging.getLogger("agents")
        recorder = LibraryRecorder()
        registry = Registry(PATIENT, flush_interval_s=0.03, log=log, recorder=recorder)
        extension = PersonaManagerExtension()
        assert PersonaAdapter(registry, log).attach(extension)
        lobby = AgentLobby(chat, folder, extension=extension, registry=registry)
    # The tools of a Jupyter server, which is not there.
    lobby.manager.builtin_mcp_servers = []
    return Host(agent, lobby, model, folder / "0.chat")
