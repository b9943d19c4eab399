"""The task that a persona manager makes of a message belongs to the answer."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_stop_stream.adapters import answering
from jupyter_stop_stream.generations import Generation

from ..fakes.endless import Endless
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio


def given(lobby: Lobby, body: str = "hello") -> tuple[Generation, asyncio.Task[None]]:
    """A message that a manager makes a task of, and keeps it."""
    message = lobby.write(body, "Talker", "ada")
    before = lobby.registry.live()
    task = asyncio.get_running_loop().create_task(lobby.persona().on_message(message))
    (generation,) = (one for one in lobby.registry.live() if one not in before)
    return generation, task


async def test_a_manager_that_cancels_its_task_stops_the_answer(lobby: Lobby) -> None:
    script = lobby.persona().answer = Endless()
    generation, task = given(lobby)
    await within(script.waits.wait())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await within(task)
    assert script.is_closed
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert lobby.shown() == ["hello", "Once"]


async def test_a_task_that_is_cancelled_before_it_has_begun_stops_the_answer(lobby: Lobby) -> None:
    lobby.persona().answer = Endless()
    generation, task = given(lobby)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await within(task)
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"
    assert lobby.shown() == ["hello"]


async def test_a_task_that_is_cancelled_while_its_prompt_waits_takes_that_back(
    lobby: Lobby,
) -> None:
    script = lobby.persona().answer = Endless()
    running, _ = given(lobby, "one")
    waiting, task = given(lobby, "two")
    await within(script.waits.wait())
    task.cancel()
    await within(waiting.ended.wait())
    assert (running.state, waiting.outcome) == ("running", "interrupted")


async def test_the_task_ends_when_the_answer_does(lobby: Lobby) -> None:
    generation, task = given(lobby)
    await within(task)
    assert generation.outcome == "complete"


async def test_a_task_that_is_cancelled_is_no_second_press(lobby: Lobby) -> None:
    agent = lobby.persona("Agent")

    generation = lobby.ask("hello", to="Agent")
    await within(agent.works.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    lobby.registry.give_up(generation)
    assert not generation.force.is_set()
    await within(generation.ended.wait())


async def test_a_server_that_cancels_all_of_its_tasks_does_not_wait_for_an_answer_that_hangs(
    make_lobby: MakeLobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "CANCELLED_S", 0.05)
    lobby = await make_lobby()
    script = lobby.persona().answer = Endless(swallows=True)
    _, task = given(lobby)
    await within(script.waits.wait())
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for one in tasks:
        one.cancel()
    await within(asyncio.wait({task}), 5)
    assert task.cancelled()
    script.may_end.set()
    await within(asyncio.wait(tasks))


async def test_a_server_that_cancels_all_of_its_tasks_ends_the_answers_first(lobby: Lobby) -> None:
    script = lobby.persona().answer = Endless()
    generation, _ = given(lobby)
    await within(script.waits.wait())
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for one in tasks:
        one.cancel()
    await within(asyncio.gather(*tasks, return_exceptions=True))
    await turns(3)
    assert script.is_closed
    assert generation.outcome == "interrupted"
