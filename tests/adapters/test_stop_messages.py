"""A message that is `/stop` stops, and nobody is asked it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from jupyterlab_chat.models import Message, NewMessage

from jupyter_stop_stream import stoppable
from jupyter_stop_stream.protocol import UnknownPrompt

from ..fakes.bot_server import BotServer, shown
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within
from ..fakes.teller import Teller
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio


class Endless:
    """An answer that does not end by itself, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, message: Message) -> AsyncIterator[str]:
        self.asked.append(message.body)
        yield "Once"
        await asyncio.Event().wait()


class Deaf(asyncio.Event):
    """Does not hear that it is to end."""

    def set(self) -> None:
        pass

    def end(self) -> None:
        super().set()


async def answering(lobby: Lobby, *senders: str) -> Endless:
    """A persona of this chat that has begun to answer the first of these people."""
    endless = Endless()
    lobby.persona().answer = endless
    for sender in senders:
        lobby.send("Why?", sender=sender)
    await within(lobby.until_shown("Once"))
    return endless


@pytest.mark.parametrize("kind", ["ws", "ychat"])
@pytest.mark.parametrize("body", ["/stop", " /stop \n"])
async def test_it_stops_what_runs_and_what_waits_and_no_persona_is_asked(
    make_lobby: MakeLobby, kind: str, body: str
) -> None:
    lobby = await make_lobby(kind)
    endless = await answering(lobby, "ada", "ada")
    generations = lobby.registry.live()
    lobby.send(body)
    await within(asyncio.gather(*(one.ended.wait() for one in generations)))
    assert [one.outcome for one in generations] == ["interrupted", "interrupted"]
    assert {one.stopped_by for one in generations} == {"ada"}
    assert endless.asked == ["Why?"]
    assert lobby.shown() == ["Why?", "Why?", "Once", body]
    await turns(3)
    assert lobby.registry.live() == ()


async def test_it_stops_nobody_elses(make_lobby: MakeLobby) -> None:
    lobby = await make_lobby("ychat")
    await answering(lobby, "ada", "ben")
    first, second = lobby.registry.live()
    lobby.send("/stop", sender="cleo")
    await turns(3)
    assert [first.state, second.state] == ["running", "queued"]
    lobby.send("/stop", sender="ben")
    await within(second.ended.wait())
    assert first.state == "running"


async def test_it_stops_in_its_chat_and_with_all_in_every_chat(
    make_lobby: MakeLobby,
) -> None:
    lobby = await make_lobby()
    other = await make_lobby("ws", extension=lobby.extension, registry=lobby.registry)
    await answering(lobby, "ada")
    await answering(other, "ada")
    here, there = lobby.registry.live()
    lobby.send("/stop")
    await within(here.ended.wait())
    assert there.state == "running"
    lobby.send("/stop  all")
    await within(there.ended.wait())


async def test_in_a_shared_document_it_reaches_no_other_chat(
    make_lobby: MakeLobby,
) -> None:
    lobby = await make_lobby("ychat")
    other = await make_lobby("ychat", extension=lobby.extension, registry=lobby.registry)
    await answering(lobby, "ada")
    await answering(other, "ada")
    here, there = lobby.registry.live()
    # Anybody who may write into this chat can write it in this name.
    lobby.send("/stop all", sender="ada")
    await within(here.ended.wait())
    await turns(3)
    assert there.state == "running"


async def test_where_nothing_is_to_be_stopped_nothing_happens(lobby: Lobby) -> None:
    endless = Endless()
    lobby.persona().answer = endless
    lobby.send("/stop")
    await turns(5)
    assert (endless.asked, lobby.shown()) == ([], ["/stop"])


@pytest.mark.parametrize("body", ["/stop it", "/stops", "/stop all of it", "Please /stop"])
async def test_with_other_words_it_is_a_prompt(lobby: Lobby, body: str) -> None:
    generation = lobby.ask(body)
    await within(generation.ended.wait())
    assert lobby.shown() == [body, f"You said: {body}"]


async def test_a_persona_that_has_one_of_its_own_is_asked(lobby: Lobby) -> None:
    from jupyter_ai_persona_manager.awareness_models import CommandOption

    lobby.persona().report_slash_commands([CommandOption(name="stop", description="Its own.")])
    generation = lobby.ask("/stop")
    await within(generation.ended.wait())
    assert lobby.shown() == ["/stop", "You said: /stop"]


async def test_it_stops_also_where_it_is_given_to_a_persona_directly(lobby: Lobby) -> None:
    endless = await answering(lobby, "ada")
    (generation,) = lobby.registry.live()
    await within(lobby.persona().on_message(lobby.write("/stop", "Talker", "ada")))
    await within(generation.ended.wait())
    assert endless.asked == ["Why?"]


async def test_it_cannot_be_asked_again(lobby: Lobby) -> None:
    message = lobby.send("/stop")
    with pytest.raises(UnknownPrompt):
        lobby.registry.regenerate(lobby.chat.get_id(), message.id, by="ada")


async def test_a_bot_is_not_asked_it_and_what_it_answers_is_stopped(any_server: BotServer) -> None:
    teller = Teller("Once")
    answer = stoppable(any_server.settings, id="bot", name="Bot")(teller)
    chat = await any_server.open()
    answer.start(chat, any_server.write(chat))
    await within(teller.waits.wait())
    generation = any_server.one()
    await within(answer.start(chat, any_server.write(chat, "/stop")))
    await within(generation.ended.wait())
    assert (generation.outcome, generation.stopped_by) == ("interrupted", "ada")
    assert teller.asked == ["Why?"]
    assert shown(chat) == ["Why?", "Once", "/stop"]


async def test_it_is_one_stop_however_many_are_given_it(lobby: Lobby) -> None:
    agent = lobby.persona("Agent")
    agent.turn_ends = may_end = Deaf()
    generation = lobby.ask("Why?", to="Agent")
    await within(agent.works.wait())
    message = lobby.send("/stop", to="Agent")
    await within(lobby.persona().on_message(message))
    await turns(10)
    # A second stop would have cancelled what is given its time to end.
    assert (agent.cancels, agent.how_it_ended, generation.state) == (1, None, "stopping")
    may_end.end()
    await within(generation.ended.wait())
    assert agent.how_it_ended == "by itself"


async def test_it_stops_where_it_is_for_no_persona(lobby: Lobby) -> None:
    await answering(lobby, "ada")
    (generation,) = lobby.registry.live()
    message = lobby.message(lobby.chat.add_message(NewMessage(body="/stop", sender="ada")))
    lobby.manager.on_chat_message(lobby.chat.get_id(), message)
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"


async def test_a_block_of_a_bot_ends_at_the_first_thing_that_it_awaits(server: BotServer) -> None:
    bot = stoppable(server.settings, id="bot", name="Bot")
    chat = await server.open()
    said = []
    async with bot.answers(chat, server.write(chat, "/stop")):
        await asyncio.sleep(0)
        said.append("I stop.")
    assert said == []


async def test_what_a_persona_says_is_no_stop(lobby: Lobby) -> None:
    endless = await answering(lobby, "ada")
    (generation,) = lobby.registry.live()
    lobby.send("/stop", sender=lobby.persona().id)
    await turns(3)
    assert generation.state == "running"
    assert endless.asked == ["Why?"]
