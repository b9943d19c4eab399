"""The personas of jupyter-ai are stoppable as they are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from jupyter_ai_persona_manager import BasePersona
from jupyter_ai_persona_manager.extension import PersonaManagerExtension
from jupyter_ai_persona_manager.persona_manager import PersonaManager
from jupyterlab_chat.models import Message
from traitlets import Unicode
from traitlets.config import Config

from jupyter_stop_stream.adapters import PersonaAdapter
from jupyter_stop_stream.generations import MARK_KEY, Registry, current_generation
from jupyter_stop_stream.generations.signal import current_signal
from jupyter_stop_stream.protocol import UnknownChat, UnknownPrompt

from ..fakes.desk import PATIENT
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from ..fakes.personas import Talker
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio


class Script:
    """An answer that waits in the middle."""

    def __init__(self, *chunks: str, rest: tuple[str, ...] = ()) -> None:
        self._chunks = chunks
        self._rest = rest
        self.waits = asyncio.Event()
        self.go_on = asyncio.Event()
        self.is_closed = False

    async def __call__(self, message: Message) -> AsyncIterator[str]:
        try:
            for chunk in self._chunks:
                yield chunk
            self.waits.set()
            await self.go_on.wait()
            for chunk in self._rest:
                yield chunk
        finally:
            self.is_closed = True


def adapter() -> PersonaAdapter:
    log = logging.getLogger("adapter")
    return PersonaAdapter(Registry(PATIENT, flush_interval_s=0.0, log=log), log)


def mark_of(lobby: Lobby, message_id: str) -> dict[str, Any] | None:
    return (lobby.message(message_id).metadata or {}).get(MARK_KEY)


@pytest.mark.parametrize("kind", ["ws", "ychat"])
async def test_a_message_to_a_persona_is_answered_and_marked_complete(
    make_lobby: MakeLobby, kind: str
) -> None:
    lobby = await make_lobby(kind)
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
    assert lobby.shown() == ["hello", "You said: hello"]
    assert (mark_of(lobby, generation.reply_ids[0]) or {})["status"] == "complete"
    assert (generation.persona_id, generation.persona_name) == (lobby.persona().id, "Talker")


async def test_the_generation_is_there_when_the_message_was_handed_over(lobby: Lobby) -> None:
    message = lobby.write("hello", "Talker", "ada")
    answering = lobby.persona().on_message(message)
    (generation,) = lobby.registry.live(lobby.chat.get_id())
    assert (generation.state, generation.prompt_id) == ("running", message.id)
    await within(answering)
    assert generation.state == "ended"


@pytest.mark.parametrize("kind", ["ws", "ychat"])
async def test_a_stopped_answer_ends_and_its_stream_is_closed(
    make_lobby: MakeLobby, kind: str
) -> None:
    lobby = await make_lobby(kind)
    script = Script("Once", " upon", rest=(" a time",))
    lobby.persona().answer = script
    generation = lobby.ask("Tell me a story.")
    await within(script.waits.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert script.is_closed
    assert lobby.shown() == ["Tell me a story.", "Once upon"]
    assert (mark_of(lobby, generation.reply_ids[0]) or {})["status"] == "interrupted"
    assert not lobby.persona().processing
    script.go_on.set()
    again = lobby.ask("Go on.")
    await within(again.ended.wait())
    assert again.outcome == "complete"


async def test_a_prompt_that_waits_for_its_persona_can_be_stopped(lobby: Lobby) -> None:
    script = Script("first")
    lobby.persona().answer = script
    first, second = lobby.ask("one"), lobby.ask("two")
    await within(script.waits.wait())
    assert (first.state, second.state) == ("running", "queued")
    lobby.registry.stop(lobby.chat.get_id(), [second.generation_id], by="ada")
    script.go_on.set()
    await within(first.ended.wait())
    await within(second.ended.wait())
    assert (first.outcome, second.outcome) == ("complete", "interrupted")
    assert lobby.shown() == ["one", "two", "first"]


async def test_a_stop_ends_the_wait_for_a_preparation_and_not_the_preparation(
    lobby: Lobby,
) -> None:
    persona = lobby.persona()
    persona.may_prepare.clear()
    generation = lobby.ask("hello")
    await within(persona.prepares.wait())
    assert generation.state == "running"
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    assert generation.receipt == "cancelled"
    assert persona.preparations == 0

    later = lobby.ask("hello again")
    persona.may_prepare.set()
    await within(later.ended.wait())
    assert (persona.preparations_begun, persona.preparations) == (1, 1)
    assert lobby.shown()[-1] == "You said: hello again"


async def test_a_preparation_that_fails_after_the_stop_surprises_nobody(lobby: Lobby) -> None:
    persona = lobby.persona()
    fails = asyncio.Event()

    async def prepare() -> None:
        persona.prepares.set()
        await fails.wait()
        raise ConnectionError

    persona.prepare = prepare
    generation = lobby.ask("hello")
    await within(persona.prepares.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    fails.set()
    await turns(5)
    assert persona.preparation_state.value == "failed"
    assert persona.errors == []


async def test_what_a_preparation_starts_is_no_part_of_the_generation(lobby: Lobby) -> None:
    persona = lobby.persona()
    contexts: list[object] = []
    readers: list[asyncio.Task[None]] = []
    read = asyncio.Event()

    async def reader() -> None:
        contexts.extend([current_generation.get(), current_signal.get()])
        read.set()

    async def prepare() -> None:
        contexts.extend([current_generation.get(), current_signal.get()])
        readers.append(asyncio.create_task(reader()))

    persona.prepare = prepare
    generation = lobby.ask("hello")
    await within(read.wait())
    await within(generation.ended.wait())
    assert contexts == [None] * 4


async def test_a_preparation_that_fails_is_an_error(lobby: Lobby) -> None:
    persona = lobby.persona()

    async def prepare() -> None:
        raise ConnectionError("No such agent.")

    persona.prepare = prepare
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert generation.outcome == "error"
    assert "No such agent." in lobby.shown()[-1]


async def test_a_persona_that_is_selected_prepares_without_a_generation(lobby: Lobby) -> None:
    persona = lobby.persona()
    assert lobby.manager.prepare_persona(persona.id)
    await within(persona.prepares.wait())
    assert lobby.registry.live() == ()
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert persona.preparations == 1


async def test_an_answer_that_fails_is_an_error_and_the_persona_says_so(lobby: Lobby) -> None:
    async def fail(message: Message) -> AsyncIterator[str]:
        yield "half"
        raise ConnectionError("The model is away.")

    persona = lobby.persona()
    persona.answer = fail
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert generation.outcome == "error"
    assert [str(error) for error in persona.errors] == ["The model is away."]
    assert lobby.shown()[1] == "half"
    assert "The model is away." in lobby.shown()[2]
    marks = [mark_of(lobby, reply_id) or {} for reply_id in generation.reply_ids]
    assert [(mark["status"], mark["reason"]) for mark in marks] == [
        ("error", "The model is away.")
    ] * 2


async def test_a_persona_with_a_cancel_of_its_own_is_asked_first(lobby: Lobby) -> None:
    persona = lobby.persona("Agent")
    generation = lobby.ask("hello", to="Agent")
    await within(persona.works.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    assert persona.how_it_ended == "by itself"
    assert generation.outcome == "interrupted"


async def test_the_cancel_that_does_nothing_is_not_waited_for(lobby: Lobby) -> None:
    script = Script("Once")
    lobby.persona().answer = script
    generation = lobby.ask("hello")
    await within(script.waits.wait())
    assert type(lobby.persona()).cancel_response is BasePersona.cancel_response
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait(), PATIENT.grace_period_s / 2)


async def test_without_collaboration_every_generation_is_mine(lobby: Lobby) -> None:
    generation = lobby.ask("hello", sender="a name of another tab")
    assert generation.asked_by is None
    await within(generation.ended.wait())


async def test_with_collaboration_a_generation_is_its_senders(make_lobby: MakeLobby) -> None:
    lobby = await make_lobby("ychat")
    generation = lobby.ask("hello", sender="grace")
    assert generation.asked_by == "grace"
    assert lobby.registry.stop(lobby.chat.get_id(), None, by="ada") == []
    await within(generation.ended.wait())


async def test_a_stopped_prompt_is_routed_again(lobby: Lobby) -> None:
    script = Script()
    persona = lobby.persona()
    persona.answer = script
    stopped = lobby.ask("hello")
    await within(script.waits.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(stopped.ended.wait())
    assert (mark_of(lobby, stopped.prompt_id) or {})["status"] == "interrupted"

    persona.answer = Script("Hello!")
    (generation,) = lobby.registry.regenerate(lobby.chat.get_id(), stopped.prompt_id, by="ada")
    assert generation.prompt_id == stopped.prompt_id
    assert mark_of(lobby, stopped.prompt_id) is None
    assert lobby.message(stopped.prompt_id).metadata == {"to_persona": persona.id}
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())


async def test_a_prompt_that_is_gone_is_not_routed_again(lobby: Lobby) -> None:
    message = lobby.write("hello", "Talker", "ada")
    message.deleted = True
    lobby.chat.update_message(message)
    for prompt_id in (message.id, "nobody wrote this"):
        with pytest.raises(UnknownPrompt):
            lobby.registry.regenerate(lobby.chat.get_id(), prompt_id, by="ada")


async def test_a_message_to_nobody_begins_nothing(lobby: Lobby) -> None:
    message = lobby.write("hello", "Talker", "ada")
    message.metadata = {}
    lobby.manager.on_chat_message(lobby.chat.get_id(), message)
    assert lobby.registry.live() == ()


async def test_personas_that_were_refreshed_are_stoppable_too(lobby: Lobby) -> None:
    before = lobby.persona()
    await within(lobby.manager.refresh_personas())
    persona = lobby.persona()
    assert persona is not before
    script = Script("Once")
    persona.answer = script
    generation = lobby.ask("hello")
    await within(script.waits.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada")
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"
    assert lobby.shown()[-1] == "Once"


async def test_a_chat_that_is_closed_takes_no_generation(lobby: Lobby) -> None:
    script = Script("Once")
    lobby.persona().answer = script
    generation = lobby.ask("hello")
    await within(script.waits.wait())
    await within(lobby.manager.shutdown_personas())
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"
    lobby.send("hello?")
    assert lobby.registry.live() == ()
    with pytest.raises(UnknownChat):
        lobby.registry.reload(lobby.chat.get_id(), by="ada")


async def test_two_chats_have_their_own_generations(make_lobby: MakeLobby) -> None:
    here = await make_lobby()
    there = await make_lobby(extension=here.extension, registry=here.registry)
    script, other = Script("here"), Script("there")
    here.persona().answer, there.persona().answer = script, other
    stopped, goes_on = here.ask("hello"), there.ask("hello")
    await within(other.waits.wait())
    here.registry.stop(here.chat.get_id(), None, by="ada")
    await within(stopped.ended.wait())
    assert goes_on.is_live
    other.go_on.set()
    await within(goes_on.ended.wait())
    assert goes_on.outcome == "complete"


async def test_a_manager_class_of_ones_own_keeps_working(make_lobby: MakeLobby) -> None:
    class OwnManager(PersonaManager):
        """Routes to whoever there is."""

        motto = Unicode("", config=True)

        def on_chat_message(self, chat_id: str, message: Message) -> None:
            self.log.debug("Routing by myself.")
            super().on_chat_message(chat_id, message)

    extension = PersonaManagerExtension(
        config=Config({"OwnManager": {"motto": "as configured"}}),
        persona_manager_class=OwnManager,
    )
    own = adapter()
    assert own.attach(extension)
    lobby = await make_lobby(extension=extension, registry=own._registry)
    assert isinstance(lobby.manager, OwnManager)
    assert type(lobby.manager).__name__ == "OwnManager"
    assert type(lobby.manager).__doc__ == OwnManager.__doc__
    assert lobby.manager.motto == "as configured"
    generation = lobby.ask("hello")
    await within(generation.ended.wait())
    assert generation.outcome == "complete"


@pytest.mark.parametrize("is_adapted", [False, True])
@pytest.mark.parametrize("configured", ["jupyter-ai-personas::tests::Agent", None])
async def test_the_default_persona_is_the_configured_one(
    make_lobby: MakeLobby, is_adapted: bool, configured: str | None
) -> None:
    extension = PersonaManagerExtension(
        config=Config({"PersonaManager": {"default_persona_id": configured}})
    )
    own = adapter()
    if is_adapted:
        assert own.attach(extension)
    assert extension._default_persona_id() == (configured or "")
    lobby = await make_lobby(extension=extension, registry=own._registry)
    assert lobby.manager.default_persona_id == configured
    default = lobby.manager.default_persona
    assert (default.id if default else None) == configured


async def test_where_nothing_is_configured_the_default_persona_is_theirs() -> None:
    extension = PersonaManagerExtension()
    theirs = extension._default_persona_id()
    assert adapter().attach(extension)
    assert extension._default_persona_id() == theirs


class UnknownExtension:
    """A persona manager's extension of a version that does all differently."""

    persona_manager_class: object = object


@pytest.mark.parametrize("extension", [object(), UnknownExtension()])
async def test_what_is_no_persona_manager_is_left_alone(extension: object) -> None:
    assert not adapter().attach(extension)
    assert UnknownExtension.persona_manager_class is object


async def test_personas_that_cannot_be_adapted_are_there_all_the_same(
    make_lobby: MakeLobby, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(BasePersona, "handle_uncaught_exception")
    monkeypatch.delattr(Talker, "handle_uncaught_exception")
    with caplog.at_level(logging.ERROR):
        lobby = await make_lobby()
    assert {"Talker", "Agent"} == {persona.name for persona in lobby.manager.personas.values()}
    assert any(record.exc_info for record in caplog.records)
