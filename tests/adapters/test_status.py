"""What a persona says of itself beside its reply goes with the stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from jupyterlab_chat.models import Message
from jupyterlab_chat.websocket_model import WsChatModel
from jupyterlab_chat.ychat import YChat

from ..fakes.desk import QUICK
from ..fakes.endless import Endless
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio

Statuses = list[tuple[str, str | None]]


@pytest.fixture(autouse=True)
def statuses(monkeypatch: pytest.MonkeyPatch) -> Statuses:
    """What the pages were told, by whom."""
    told: Statuses = []

    def record(chat: Any, user: Any, status: Any = None) -> None:
        told.append((user.name, status and status["typingIndicator"]))

    for model in (WsChatModel, YChat):
        monkeypatch.setattr(model, "broadcast_writing_status", record)
    return told


def thinking(lobby: Lobby, answer: Any) -> Any:
    """An answer before which its persona says that it thinks, and which forgets to take it back."""
    persona = lobby.persona()

    async def process_message(message: Message) -> None:
        persona.set_status("is thinking...")
        async for _ in answer(message):
            pass

    persona.process_message = process_message
    return persona


@pytest.mark.parametrize("kind", ["ws", "ychat"])
async def test_a_status_that_a_stopped_answer_has_left_is_cleared(
    make_lobby: MakeLobby, kind: str, statuses: Statuses
) -> None:
    lobby = await make_lobby(kind)
    script = Endless()
    thinking(lobby, script)
    generation = lobby.ask("hello")
    await within(script.waits.wait())
    assert statuses == [("Talker", "is thinking...")]
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    await turns(3)
    assert statuses == [("Talker", "is thinking..."), ("Talker", None)]


async def test_a_status_of_an_answer_that_cannot_be_cancelled_is_cleared(
    make_lobby: MakeLobby, statuses: Statuses
) -> None:
    lobby = await make_lobby(times=QUICK)
    script = Endless(swallows=True)
    persona = thinking(lobby, script)
    generation = lobby.ask("hello")
    await within(script.waits.wait())
    assert persona.state.processing
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    await turns(3)
    assert generation.receipt == "detached"
    assert statuses == [("Talker", "is thinking..."), ("Talker", None)]
    assert not persona.state.processing
    script.may_end.set()


async def test_a_status_that_nobody_stopped_stays_as_its_persona_left_it(
    lobby: Lobby, statuses: Statuses
) -> None:
    async def answer(message: Message) -> AsyncIterator[str]:
        yield "Hello!"

    thinking(lobby, answer)
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    await turns(3)
    assert statuses == [("Talker", "is thinking...")]


async def test_what_a_stopped_answer_says_of_itself_is_dropped(
    make_lobby: MakeLobby, statuses: Statuses
) -> None:
    lobby = await make_lobby(times=QUICK)
    persona = lobby.persona()
    script = Endless(swallows=True)
    said = asyncio.Event()

    async def process_message(message: Message) -> None:
        async for _ in script(message):
            pass
        persona.set_status("is tidying up...")
        persona.clear_status()
        said.set()

    persona.process_message = process_message
    generation = lobby.ask("hello")
    await within(script.waits.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    script.may_end.set()
    await within(said.wait())
    assert statuses == []


async def test_the_status_of_a_later_answer_is_not_cleared_by_a_stopped_one(
    make_lobby: MakeLobby, statuses: Statuses
) -> None:
    lobby = await make_lobby(times=QUICK)
    persona = lobby.persona()
    # As with a persona that answers several messages at once.
    persona._processing_lock = Unlocked()
    stopped, later = Endless(swallows=True), Endless()
    persona.answer = stopped
    first = lobby.ask("one")
    await within(stopped.waits.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(first.ended.wait())
    persona.answer = later
    second = lobby.ask("two")
    await within(later.waits.wait())
    before = len(statuses)
    stopped.may_end.set()
    await within(lobby.observer.until(lambda one: one["receipt"] == "cancelled"))
    assert statuses[before - 1] == ("Talker", "is typing...")
    assert len(statuses) == before
    later.may_end.set()
    await within(second.ended.wait())
    assert statuses[-1] == ("Talker", None)


async def test_a_queued_prompt_that_is_stopped_clears_nothing(
    lobby: Lobby, statuses: Statuses
) -> None:
    script = Endless()
    persona = thinking(lobby, script)
    running = lobby.ask("one")
    waiting = lobby.ask("two")
    await within(script.waits.wait())
    lobby.registry.stop(lobby.chat.get_id(), [waiting.generation_id], by="ada")
    await within(waiting.ended.wait())
    await turns(3)
    assert statuses == [("Talker", "is thinking...")]
    assert persona.state.processing
    assert running.state == "running"


async def test_whoever_is_no_persona_here_says_what_they_say(
    lobby: Lobby, statuses: Statuses
) -> None:
    user = lobby.persona().as_user()
    user.username = user.name = "ada"
    lobby.chat.broadcast_writing_status(user, {"typingIndicator": "is typing..."})
    lobby.chat.broadcast_writing_status(user)
    assert statuses == [("ada", "is typing..."), ("ada", None)]


async def test_a_reload_does_not_stack_up_what_stands_in_between(
    lobby: Lobby, statuses: Statuses
) -> None:
    hook = lobby.chat.broadcast_writing_status
    await within(lobby.manager.refresh_personas())
    assert lobby.chat.broadcast_writing_status == hook


class Unlocked:
    """A lock that everybody gets."""

    async def __aenter__(self) -> None:
        """Wait for nobody."""

    async def __aexit__(self, *error: object) -> None:
        """Let nobody in."""
