"""What an agent's process runs by itself for an answer ends with that answer, and nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.reach import agent_commands

from ..fakes.lobby import Lobby
from ..fakes.patience import within

pytest.importorskip("jupyter_ai_acp_client", reason="Nothing here speaks to agents.")

from ..fakes.agent_chat import (
    IMPATIENT,
    UNTIL_ITS_AGENT_ANSWERS,
    MakeChat,
    agent,
    ask,
    corrected,
    stop,
)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def installed() -> tuple[str, ...]:
    return ("tests.fakes.remote:Remote",)


@pytest_asyncio.fixture
async def lobby(make_chat: MakeChat) -> Lobby:
    return await make_chat()


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def pid_of(lobby: Lobby, event: str = "shell", count: int = 1) -> int:
    """The pid that an event of the agent tells."""
    return int((await within(agent(lobby).until(event, count)))[-1]["pid"])


async def stopped(lobby: Lobby, generation: Generation) -> Generation:
    stop(lobby, generation)
    await within(generation.ended.wait())
    return generation


@pytest.mark.parametrize("stdin", ["null", "inherit"])
async def test_a_command_is_ended_with_its_tree(lobby: Lobby, stdin: str, tmp_path: Path) -> None:
    made = tmp_path / "made"
    generation = ask(lobby, f"shell=sleep,600;touch,{made} stdin={stdin}")
    shell = psutil.Process(await pid_of(lobby))
    (sleep,) = await asyncio.to_thread(children_of, shell)
    await stopped(lobby, generation)
    assert not runs(shell.pid)
    assert not runs(sleep.pid)
    assert not made.exists()
    record = generation.record("ada")
    assert (record["receipt"], record["closed"], record["left"]) == ("cancelled", ["process"], [])


async def test_a_command_that_ignores_being_told_to_end_is_killed(lobby: Lobby) -> None:
    generation = ask(lobby, "shell=trap,'',TERM;sleep,600;sleep,600")
    shell = psutil.Process(await pid_of(lobby))
    await asyncio.to_thread(children_of, shell)
    await stopped(lobby, generation)
    assert not runs(shell.pid)
    assert generation.receipt == "cancelled"


async def test_what_a_command_has_left_behind_in_its_turn_is_ended(
    lobby: Lobby, tmp_path: Path
) -> None:
    noted = tmp_path / "pid"
    generation = ask(lobby, f"shell=sleep,600,&,echo,$!,>{noted} tool=tool-1")
    await within(agent(lobby).until("tool"))
    pid = int(noted.read_text())
    assert psutil.Process(pid).ppid() != await pid_of(lobby)
    await stopped(lobby, generation)
    assert not runs(pid)
    assert generation.receipt == "cancelled"


async def test_a_command_that_the_agent_ends_is_left_to_the_agent(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What has been killed needs a processor for its end.
    monkeypatch.setattr(agent_commands, "KILLED_S", 20.0)
    generation = ask(lobby, "shell=exec,sleep,600 kills=yes")
    pid = await pid_of(lobby)
    await stopped(lobby, generation)
    assert not runs(pid)
    record = generation.record("ada")
    assert (record["receipt"], record["closed"], record["left"]) == ("cancelled", [], [])


async def test_a_command_is_ended_when_the_turn_is_over_and_told_until_then(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = ask(lobby, "shell=exec,sleep,600 deaf=yes")
    pid = await pid_of(lobby)
    await stopped(lobby, generation)
    assert (generation.receipt, generation.left) == ("detached", {"agent", "process"})
    assert runs(pid)
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await corrected(lobby, generation)
    assert not runs(pid)


async def test_a_command_that_may_be_anothers_is_told_and_left_alone(make_chat: MakeChat) -> None:
    here, there = await make_chat(UNTIL_ITS_AGENT_ANSWERS), await make_chat()
    before = ask(here, "shell=exec,sleep,600")
    own = await pid_of(here)
    await within(agent(there)._ensure_prepared())
    ask(there, "shell=exec,sleep,600")
    doubtful = await pid_of(here, count=2)
    await stopped(here, before)
    assert not runs(own)
    assert runs(doubtful)
    assert (before.receipt, before.left) == ("detached", {"process"})
    psutil.Process(doubtful).kill()
    await corrected(here, before)


async def test_what_an_earlier_turn_has_left_running_is_left_alone(
    lobby: Lobby, tmp_path: Path
) -> None:
    noted = tmp_path / "pid"
    first = ask(lobby, f"shell=sleep,600,&,echo,$!,>{noted}")
    await within(first.ended.wait())
    left = int(noted.read_text())
    second = ask(lobby, "shell=exec,sleep,600")
    pid = await pid_of(lobby, count=2)
    await stopped(lobby, second)
    assert not runs(pid)
    assert runs(left)
    assert (first.outcome, second.receipt) == ("complete", "cancelled")


async def test_a_server_that_the_agent_keeps_is_left_alone_with_what_it_starts(
    lobby: Lobby,
) -> None:
    first = ask(lobby, "serves=1 shell=exec,sleep,600")
    server, served = await pid_of(lobby, "server"), await pid_of(lobby, "served")
    command = await pid_of(lobby)
    await stopped(lobby, first)
    assert (runs(server), runs(served), runs(command)) == (True, True, False)
    assert (first.receipt, first.left) == ("cancelled", set())

    second = ask(lobby, "serves=1 shell=exec,sleep,600")
    served_later = await pid_of(lobby, "served", 2)
    await pid_of(lobby, count=2)
    await stopped(lobby, second)
    assert (runs(server), runs(served), runs(served_later)) == (True, True, True)

    third = ask(lobby, "says=yes serves=1 shell=exec,sleep,600")
    command_below = await pid_of(lobby, "served", 3)
    await pid_of(lobby, count=3)
    await stopped(lobby, third)
    assert not runs(command_below)
    assert (runs(server), runs(served), runs(served_later)) == (True, True, True)
    assert [one.receipt for one in (second, third)] == ["cancelled", "cancelled"]


async def test_what_may_be_a_server_or_a_command_is_told_and_left_alone(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat(UNTIL_ITS_AGENT_ANSWERS)
    generation = ask(lobby, "says=yes shell=exec,sleep,600 stdin=pipe")
    pid = await pid_of(lobby)
    await stopped(lobby, generation)
    assert runs(pid)
    assert (generation.receipt, generation.left) == ("detached", {"process"})
    psutil.Process(pid).kill()
    await corrected(lobby, generation)


def children_of(process: psutil.Process) -> list[psutil.Process]:
    """What a shell has started, when it has."""
    while True:
        children = process.children()
        if children and children[0].cmdline() == ["sleep", "600"]:
            return children
