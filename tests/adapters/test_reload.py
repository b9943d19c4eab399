"""The personas of a chat are made anew, and the chat can be used all the while."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from jupyterlab_chat.models import Message

from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from ..fakes.recording_chat import RecordingWsChat
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio

REFRESHED = "Refreshed all AI personas in this chat."


async def begun(lobby: Lobby) -> None:
    """A reload that was asked for by a page, and waits for a persona to shut down."""
    persona = lobby.persona()
    persona.may_shut_down.clear()
    lobby.registry.reload(lobby.chat.get_id(), by="ada")
    await within(persona.shuts_down.wait())


async def test_a_persona_that_does_not_shut_down_is_left_behind_and_the_chat_goes_on(
    make_lobby: MakeLobby, caplog: pytest.LogCaptureFixture
) -> None:
    lobby = await make_lobby(shutdown_s=0.05)
    before = lobby.persona()
    with caplog.at_level(logging.WARNING):
        await begun(lobby)
        await within(lobby.until_shown(REFRESHED))
    assert lobby.persona() is not before
    assert "Talker did not shut down and was left behind. It may still be running." in lobby.shown()
    assert f"{before.id} did not shut down within 0.05 s" in caplog.text
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert lobby.shown()[-1] == "You said: hello"
    before.may_shut_down.set()


async def test_a_shutdown_that_was_left_behind_goes_on(make_lobby: MakeLobby) -> None:
    lobby = await make_lobby(shutdown_s=0.05)
    persona = lobby.persona()
    over = asyncio.Event()

    class Auth:
        def stop(self) -> None:
            over.set()

    persona.auth = Auth()
    await begun(lobby)
    await within(lobby.until_shown(REFRESHED))
    assert not over.is_set()
    persona.may_shut_down.set()
    await within(over.wait())


async def test_during_a_reload_the_chat_counts_as_answered_in_and_its_end_is_told(
    lobby: Lobby,
) -> None:
    chat_id = lobby.chat.get_id()
    told: list[bool] = []
    lobby.registry.observe(
        lambda generation: None,
        chat_id,
        on_connected=lambda: told.append(lobby.registry.is_answered_in(chat_id)),
    )
    before = lobby.persona()
    await begun(lobby)
    assert lobby.registry.is_answered_in(chat_id)
    assert told == []
    before.may_shut_down.set()
    await within(lobby.until_shown(REFRESHED))
    assert told == [True]
    await within(lobby.manager.shutdown_personas())
    assert told == [True, False]


async def test_a_prompt_during_a_reload_is_answered_by_the_personas_that_come_out_of_it(
    lobby: Lobby,
) -> None:
    before = lobby.persona()
    asked: list[str] = []

    async def old(message: Message) -> AsyncIterator[str]:
        asked.append(message.body)
        yield "I am gone."

    before.answer = old
    await begun(lobby)
    generation = lobby.ask("hello?")
    await turns(5)
    assert generation.state == "queued"
    before.may_shut_down.set()
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
    assert asked == []
    assert lobby.shown() == ["hello?", REFRESHED, "You said: hello?"]


async def test_regenerate_during_a_reload_is_answered_by_the_new_personas(lobby: Lobby) -> None:
    first = lobby.ask("hello")
    await within(first.ended.wait())
    before = lobby.persona()
    await begun(lobby)
    (again,) = lobby.registry.regenerate(lobby.chat.get_id(), first.prompt_id, by="ada")
    assert again.state == "queued"
    before.may_shut_down.set()
    await within(again.ended.wait())
    assert lobby.shown()[-2:] == [REFRESHED, "You said: hello"]


async def test_a_prompt_to_a_persona_that_did_not_come_out_of_the_reload_is_told_so(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lobby.persona()
    await begun(lobby)
    generation = lobby.ask("hello?")
    monkeypatch.setattr(type(lobby.manager), "_init_ep_persona_classes", lambda manager: None)
    monkeypatch.setattr(
        type(lobby.manager).__mro__[1],
        "_ep_persona_classes",
        [{"module": "tests", "persona_class": type(lobby.persona("Agent")), "traceback": None}],
    )
    before.may_shut_down.set()
    await within(generation.ended.wait())
    assert lobby.shown()[-1] == "Talker is not in this chat any more."


async def test_two_who_reload_at_once_reload_once(lobby: Lobby) -> None:
    before = lobby.persona()
    await begun(lobby)
    other = asyncio.ensure_future(lobby.manager.refresh_personas())
    await turns(3)
    assert lobby.registry.reload(lobby.chat.get_id(), by="ada") == []
    before.may_shut_down.set()
    await within(other)
    await turns(5)
    assert lobby.shown() == [REFRESHED]


async def test_a_reload_that_fails_is_told_in_the_chat_and_prompts_go_on(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(manager: object) -> None:
        raise OSError("No disk.")

    monkeypatch.setattr(type(lobby.manager).__mro__[1], "_init_local_persona_classes", fail)
    lobby.registry.reload(lobby.chat.get_id(), by="ada")
    generation = lobby.ask("hello?")
    await within(generation.ended.wait())
    assert "The personas could not be reloaded: No disk." in lobby.shown()
    assert generation.outcome == "complete"


async def test_a_persona_whose_shutdown_fails_fails_as_ever(lobby: Lobby) -> None:
    async def fail() -> None:
        raise ConnectionError("No agent.")

    vars(lobby.persona())["shutdown"].__self__._shutdown = fail
    with pytest.raises(ConnectionError):
        await within(lobby.manager.shutdown_personas())


async def test_a_chat_with_a_persona_that_hangs_can_be_closed(make_lobby: MakeLobby) -> None:
    lobby = await make_lobby(shutdown_s=0.05)
    persona = lobby.persona()
    persona.may_shut_down.clear()
    shown = lobby.shown()
    await within(lobby.manager.shutdown_personas())
    assert persona.shuts_down.is_set()
    assert lobby.shown() == shown
    persona.may_shut_down.set()


async def test_a_persona_that_reloads_its_own_chat_is_stopped_and_the_reload_is_not(
    lobby: Lobby,
) -> None:
    async def reload(message: Message) -> AsyncIterator[str]:
        yield "Reloading. "
        await lobby.manager.refresh_personas()
        yield "Never said."

    lobby.persona().answer = reload
    generation = lobby.ask("reload")
    await within(generation.ended.wait())
    await within(lobby.until_shown(REFRESHED))
    assert generation.outcome == "interrupted"
    assert lobby.shown() == ["reload", "Reloading. ", REFRESHED]


async def test_a_chat_that_is_closed_during_a_reload_stays_closed(lobby: Lobby) -> None:
    before = lobby.persona()
    await begun(lobby)
    closing = asyncio.ensure_future(lobby.manager.shutdown_personas())
    await turns(3)
    before.may_shut_down.set()
    await within(closing)
    await turns(10)
    assert lobby.persona() is before
    assert lobby.shown() == []


async def test_a_chat_that_is_opened_anew_during_a_reload_is_the_one_that_counts(
    lobby: Lobby, make_lobby: MakeLobby
) -> None:
    first = lobby.ask("one")
    await within(first.ended.wait())
    before = lobby.persona()
    await begun(lobby)
    root = Path(lobby.chat.root_dir)
    anew = Lobby(
        RecordingWsChat(root / lobby.chat.path),
        root,
        extension=lobby.extension,
        registry=lobby.registry,
    )
    second = anew.ask("two")
    await within(second.ended.wait())
    before.may_shut_down.set()
    await turns(10)
    third = anew.ask("three")
    await within(third.ended.wait())
    whole = [f"{said}{body}" for body in ("one", "two", "three") for said in ("", "You said: ")]
    assert anew.shown() == whole
    messages = json.loads((root / lobby.chat.path).read_text())["messages"]
    assert [message["body"] for message in messages] == whole
    assert lobby.persona() is before


async def test_a_chat_that_was_shut_down_by_mistake_answers_as_without_us(lobby: Lobby) -> None:
    await within(lobby.manager.shutdown_personas())
    lobby.send("hello")
    await within(lobby.until_shown("You said: hello"))
    assert lobby.registry.live() == ()


async def test_a_chat_that_was_shut_down_can_be_refreshed(lobby: Lobby) -> None:
    await within(lobby.manager.shutdown_personas())
    await within(lobby.manager.refresh_personas())
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
