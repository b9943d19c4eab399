"""A command that an agent has this server run is ended alone, and the agent is told so."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.adapters.terminal_command import TerminalCommand
from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol import UnknownExecution

from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within

pytest.importorskip("jupyter_ai_acp_client", reason="Nothing here speaks to agents.")

from ..fakes.agent_chat import MakeChat, agent, ask, stop

pytestmark = pytest.mark.asyncio

STOPPED = "The person stopped this command.\n"


@pytest.fixture
def installed() -> tuple[str, ...]:
    return ("tests.fakes.remote:Remote",)


async def command_of(lobby: Lobby, generation: Generation) -> Any:
    """What observers are told of the command of a generation."""
    mine = generation.generation_id
    told = await lobby.observer.until(
        lambda one: one["generation_id"] == mine and "commands" in one
    )
    (command,) = told["commands"]
    return command


async def ended_alone(lobby: Lobby, generation: Generation) -> dict[str, Any]:
    """How the command ended, as the agent was told."""
    await within(agent(lobby).until("terminal"))
    command = await command_of(lobby, generation)
    chat_id = lobby.chat.get_id()
    with pytest.raises(UnknownExecution):
        lobby.registry.end_execution(chat_id, command["execution_id"], "restart", by="ada")
    for _ in range(2):
        lobby.registry.end_execution(chat_id, command["execution_id"], "stop", by="ada")
    (exited,) = await within(agent(lobby).until("exit"))
    with pytest.raises(UnknownExecution):
        lobby.registry.end_execution(chat_id, command["execution_id"], "stop", by="ada")
    assert "commands" not in lobby.observer.records[-1]
    return {key: exited[key] for key in ("signal", "output")}


async def test_it_is_told_to_end_and_the_answer_goes_on(make_chat: MakeChat) -> None:
    lobby = await make_chat()
    generation = ask(lobby, "length=3 run=sleep,600 deaf=yes")
    assert (await command_of(lobby, generation))["command"] == "sleep 600"
    assert await ended_alone(lobby, generation) == {"signal": "SIGTERM", "output": STOPPED}
    assert generation.state == "running"
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("complete", None)


async def test_one_that_ignores_that_is_killed(make_chat: MakeChat) -> None:
    lobby = await make_chat()
    deaf = "sh,-c,\"trap,'',TERM;echo,ready;while,:;do,sleep,1;done\""
    generation = ask(lobby, f"length=1 run={deaf}")
    await within(agent(lobby).until("terminal"))
    client = await agent(lobby).get_client()
    (info,) = client._terminal_manager._terminals.values()
    while b"ready" not in info.output_buffer:
        await turns()
    assert await ended_alone(lobby, generation) == {
        "signal": "SIGKILL",
        "output": f"ready\n{STOPPED}",
    }


async def test_with_the_whole_answer_nobody_is_told_that_it_was_stopped_alone(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat()
    generation = ask(lobby, "length=3 run=sleep,600")
    await command_of(lobby, generation)
    (command,) = generation.commands
    assert isinstance(command, TerminalCommand)
    command.end_alone()
    stop(lobby, generation)
    await within(generation.ended.wait())
    assert "commands" not in generation.record("ada")
    await within(command.over.wait())
    assert (command.words, generation.commands) == (None, [])
