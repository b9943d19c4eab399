"""Chats of one server in which an agent in a process of its own answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from jupyter_ai_persona_manager.extension import PersonaManagerExtension

from jupyter_stop_stream.adapters import PersonaAdapter
from jupyter_stop_stream.generations import MARK_KEY, Generation, LadderTimes, Registry
from jupyter_stop_stream.reach import AgentCommands, LibraryRecorder

from .desk import PATIENT
from .lobby import Lobby
from .patience import turns, within
from .remote import Remote

IMPATIENT = LadderTimes(grace_period_s=0.2, patience_s=0.2)
"""With an agent that does not heed a cancel."""

UNTIL_ITS_AGENT_ANSWERS = LadderTimes(grace_period_s=30.0, patience_s=1.0)
"""With an agent that heeds a cancel, and something else that does not end. The grace is over with
its answer."""

COMMAND_GRACE_S = 0.2
"""How long a command that is told to end is given, in seconds."""

TURN_END_S = 60.0
"""How long an agent is given to end a turn that was stopped, in seconds."""

MakeChat = Callable[..., Awaitable[Lobby]]


@asynccontextmanager
async def agent_chats(make_lobby: Callable[..., Awaitable[Lobby]]) -> AsyncIterator[MakeChat]:
    """Makes chats of one server; at the end the agent's process is gone, as with that server."""
    lobbies: list[Lobby] = []

    async def make(times: LadderTimes = PATIENT) -> Lobby:
        if lobbies:
            first = lobbies[0]
            lobby = await make_lobby(extension=first.extension, registry=first.registry)
        else:
            log = logging.getLogger("agents")
            registry = Registry(times, flush_interval_s=0.0, log=log, recorder=LibraryRecorder())
            extension = PersonaManagerExtension()
            commands = AgentCommands(COMMAND_GRACE_S)
            adapter = PersonaAdapter(registry, log, turn_end_s=TURN_END_S, commands=commands)
            assert adapter.attach(extension)
            lobby = await make_lobby(extension=extension, registry=registry)
        lobbies.append(lobby)
        return lobby

    yield make
    process = await started_process()
    for lobby in lobbies:
        await lobby.manager.shutdown_personas()
    assert process is None or process.returncode is not None


async def started_process() -> asyncio.subprocess.Process | None:
    """The agent's process, when it has been started."""
    starting = Remote._subprocess_future
    return await starting if starting is not None and starting.done() else None


def stop(lobby: Lobby, *generations: Generation) -> None:
    ids = [one.generation_id for one in generations] or None
    lobby.registry.stop(lobby.chat.get_id(), ids, by="ada")


def ask(lobby: Lobby, prompt: str) -> Generation:
    return lobby.ask(prompt, to="Remote")


async def stopped(lobby: Lobby, prompt: str, event: str = "chunk", count: int = 3) -> Generation:
    """A generation that is stopped when its agent has done something, and has ended."""
    generation = ask(lobby, prompt)
    await written(lobby, generation)
    await within(agent(lobby).until(event, count))
    stop(lobby, generation)
    await within(generation.ended.wait())
    return generation


async def written(lobby: Lobby, generation: Generation) -> None:
    """Wait until the chat has a reply."""
    mine = generation.generation_id
    await lobby.observer.until(
        lambda record: record["generation_id"] == mine and bool(record["reply_ids"])
    )


async def goes_on(lobby: Lobby, session_id: str = "session-1", count: int = 20) -> None:
    """Wait until the agent has sent so many more chunks, and they were taken or refused."""
    persona = agent(lobby)
    sent = len(await within(persona.until("chunk", session_id=session_id)))
    await within(persona.until("chunk", sent + count, session_id=session_id))
    await turns(5)


async def is_given_up(lobby: Lobby) -> None:
    """Have an agent that goes on with a turn that was stopped have done so for all its time."""
    turn = (await agent(lobby).get_client()).turns[agent(lobby)]
    turn.stopped_at_s -= TURN_END_S


async def corrected(lobby: Lobby, generation: Generation) -> None:
    """Return when a receipt is told to be `cancelled` after all."""
    await within(
        lobby.observer.until(
            lambda one: (
                one["generation_id"] == generation.generation_id
                and one["receipt"] == "cancelled"
                and one["left"] == []
            )
        )
    )


def agent(lobby: Lobby) -> Any:
    return lobby.persona("Remote")


def status_of(lobby: Lobby, message_id: str) -> str:
    return str((lobby.message(message_id).metadata or {})[MARK_KEY]["status"])


def tool_calls(lobby: Lobby, generation: Generation) -> list[dict[str, Any]]:
    """What the chat shows of a generation's tool calls."""
    return [
        call
        for reply_id in generation.reply_ids
        for call in (lobby.message(reply_id).metadata or {}).get("tool_calls", [])
    ]
