"""A persona goes on from where its answer ends, and its model sees what the person saw."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream import stoppable
from jupyter_stop_stream.generations import MARK_KEY, Generation
from jupyter_stop_stream.protocol import Seen, UnknownPrompt

from ..fakes.bot_server import BotServer, mark_of, shown
from ..fakes.lobby import Lobby
from ..fakes.patience import within
from ..fakes.teller import say
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio

TEXT = "Once upon a time there was a king, who had three"
UNSEEN = " fishes that nobody has seen."
MORE = " daughters."


@pytest.fixture
def installed() -> tuple[str, ...]:
    return ("tests.fakes.personas:Talker", "tests.fakes.personas:Prefiller")


class Told:
    """What a persona's model is sent with each message. It begins a text and says no more of it,
    then says the end of that again, and more.

    Args:
        lobby: The chat that it is in.
        reads: Whether it sends what the chat says.
    """

    def __init__(self, lobby: Lobby, *, reads: bool = False, to: str = "Talker") -> None:
        self.asked: list[list[tuple[str, str]]] = []
        self._to = to
        self._lobby = lobby
        self._reads = reads
        lobby.persona(to).answer = self._answer

    async def _answer(self, message: Message) -> AsyncIterator[str]:
        history = self._lobby.chat.get_messages() if self._reads else [message]
        assert history[-1].id == message.id
        found = self._lobby.chat.get_message(message.id)
        assert found is not None
        assert found.body == message.body
        me = self._lobby.persona(self._to).id
        self.asked.append([("me" if one.sender == me else "you", one.body) for one in history])
        if len(self.asked) == 1:
            yield TEXT
            yield UNSEEN
            await asyncio.Event().wait()
        for chunk in (TEXT[-40:-20], TEXT[-20:], MORE):
            yield chunk


async def stopped(lobby: Lobby, prompt: str = "Tell me.", to: str = "Talker") -> Generation:
    """An answer that a person stopped who had not seen all of it."""
    generation = lobby.ask(prompt, to)
    await within(lobby.until_shown(TEXT + UNSEEN))
    seen = dict.fromkeys(generation.reply_ids, Seen(len(TEXT)))
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada", seen=seen)
    await within(generation.ended.wait())
    return generation


def go_on(lobby: Lobby, generation: Generation, by: str = "ada") -> Generation:
    """The generation that goes on from another one."""
    (reply_id,) = generation.reply_ids
    (going_on,) = lobby.registry.continue_answer(lobby.chat.get_id(), reply_id, by=by)
    return going_on


async def test_who_remembers_nothing_is_told_the_prompt_and_what_was_seen(lobby: Lobby) -> None:
    told = Told(lobby)
    going_on = go_on(lobby, await stopped(lobby))
    await within(going_on.ended.wait())
    ((_, body),) = told.asked[1]
    assert body.startswith("Tell me.\n")
    assert f"<answer>{TEXT}</answer>" in body


async def test_who_reads_the_chat_finds_the_answer_as_it_was_seen_and_the_request_last(
    lobby: Lobby,
) -> None:
    told = Told(lobby, reads=True)
    going_on = go_on(lobby, await stopped(lobby))
    await within(going_on.ended.wait())
    *before, (sender, body) = told.asked[1]
    assert before == [("you", "Tell me."), ("me", TEXT)]
    assert sender == "you"
    assert f"<end_of_answer>{TEXT}</end_of_answer>" in body
    assert "Tell me." not in body


@pytest.mark.parametrize("kind", ["ws", "ychat"])
async def test_the_new_reply_begins_where_the_old_one_ends_and_that_stays_as_it_is(
    make_lobby: MakeLobby, kind: str
) -> None:
    lobby = await make_lobby(kind)
    Told(lobby)
    generation = await stopped(lobby)
    (old_id,) = generation.reply_ids
    before = lobby.message(old_id)
    going_on = go_on(lobby, generation)
    assert going_on.prompt_id == generation.prompt_id
    await within(going_on.ended.wait())
    assert lobby.shown() == ["Tell me.", TEXT, MORE]
    assert lobby.message(old_id) == before
    (new_id,) = going_on.reply_ids
    mark = (lobby.message(new_id).metadata or {})[MARK_KEY]
    assert (mark["status"], mark["continues"]) == ("complete", old_id)
    assert "can_continue" not in mark
    assert (before.metadata or {})[MARK_KEY]["can_continue"] is True


async def test_what_goes_on_can_be_stopped_and_gone_on_from_as_one_text(lobby: Lobby) -> None:
    told = Told(lobby)
    first = await stopped(lobby)
    told.asked.clear()
    second = go_on(lobby, first)
    # The text as a whole is said again.
    await within(lobby.until_shown(UNSEEN))
    seen = dict.fromkeys(second.reply_ids, Seen(5))
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada", seen=seen)
    await within(second.ended.wait())
    third = go_on(lobby, second)
    await within(third.ended.wait())
    assert f"<answer>{TEXT}{UNSEEN[:5]}</answer>" in told.asked[1][0][1]


def says(lobby: Lobby, text: str, *, and_hangs: bool = False) -> asyncio.Event:
    """Have the persona say this from now on, letter by letter.

    Returns:
        Set when it has, and says no more.
    """
    hangs = asyncio.Event()

    async def answer(message: Message) -> AsyncIterator[str]:
        for character in text:
            yield character
        if and_hangs:
            hangs.set()
            await asyncio.Event().wait()

    lobby.persona().answer = answer
    return hangs


async def test_what_was_held_back_is_there_when_the_reply_ends(lobby: Lobby) -> None:
    Told(lobby)
    generation = await stopped(lobby)
    says(lobby, TEXT[:10])
    going_on = go_on(lobby, generation)
    await within(going_on.ended.wait())
    assert lobby.shown() == ["Tell me.", TEXT, TEXT[:10]]


async def test_a_reply_that_only_says_it_again_leaves_nothing(lobby: Lobby) -> None:
    Told(lobby)
    generation = await stopped(lobby)
    says(lobby, TEXT)
    going_on = go_on(lobby, generation)
    await within(going_on.ended.wait())
    assert lobby.shown() == ["Tell me.", TEXT]


async def test_what_is_held_back_at_a_stop_was_not_seen(lobby: Lobby) -> None:
    Told(lobby)
    generation = await stopped(lobby)
    hangs = says(lobby, TEXT[:10], and_hangs=True)
    going_on = go_on(lobby, generation)
    await within(hangs.wait())
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada", seen={})
    await within(going_on.ended.wait())
    assert lobby.shown() == ["Tell me.", TEXT]
    reply = lobby.message(going_on.reply_ids[0])
    assert (reply.metadata or {})[MARK_KEY]["unseen"] == TEXT[:10]


async def test_a_persona_that_reads_its_reply_finds_all_that_it_has_said(lobby: Lobby) -> None:
    Told(lobby)
    generation = await stopped(lobby)
    read: list[str] = []

    async def answer(message: Message) -> AsyncIterator[str]:
        yield TEXT[:10]
        read.append(lobby.message(going_on.reply_ids[0]).body)
        yield " - no."

    lobby.persona().answer = answer
    going_on = go_on(lobby, generation)
    await within(going_on.ended.wait())
    assert read == [TEXT[:10]]
    assert lobby.shown()[-1] == TEXT[:10] + " - no."


async def test_pressed_twice_it_is_one_answer_and_who_pressed_has_asked_for_it(
    make_lobby: MakeLobby,
) -> None:
    lobby = await make_lobby("ychat")
    Told(lobby)
    generation = await stopped(lobby)
    going_on = go_on(lobby, generation, by="grace")
    assert go_on(lobby, generation, by="ada") is going_on
    assert going_on.asked_by == "grace"
    await within(going_on.ended.wait())


async def test_it_waits_for_what_its_persona_is_answering(lobby: Lobby) -> None:
    told = Told(lobby)
    generation = await stopped(lobby)
    told.asked.clear()
    other = lobby.ask("And you?")
    going_on = go_on(lobby, generation)
    assert going_on.state == "queued"
    await within(lobby.until_shown(TEXT + UNSEEN))
    lobby.registry.stop(lobby.chat.get_id(), [other.generation_id], by="ada")
    await within(going_on.ended.wait())
    assert going_on.outcome == "interrupted"


async def test_the_request_is_in_no_chat(lobby: Lobby) -> None:
    Told(lobby, reads=True)
    going_on = go_on(lobby, await stopped(lobby))
    await within(going_on.ended.wait())
    assert [one.body for one in lobby.chat.get_messages()] == ["Tell me.", TEXT, MORE]
    assert not any("Repeat nothing" in write.body for write in lobby.chat.writes)


async def test_a_persona_that_can_go_on_itself_is_given_the_prompt_and_the_text(
    make_lobby: MakeLobby,
) -> None:
    lobby = await make_lobby()
    told = Told(lobby, to="Prefiller")
    generation = await stopped(lobby, to="Prefiller")
    going_on = go_on(lobby, generation)
    await within(going_on.ended.wait())
    assert lobby.persona("Prefiller").given == [("Tell me.", TEXT, generation.prompt_id)]
    assert lobby.shown() == ["Tell me.", TEXT, MORE]
    assert len(told.asked) == 1
    # Other prompts are none of that.
    lobby.ask("And you?", to="Prefiller")
    await within(lobby.until_shown(TEXT[-40:] + MORE))


async def test_nothing_is_gone_on_from_of_which_nothing_is_to_be_seen(lobby: Lobby) -> None:
    Told(lobby)
    generation = lobby.ask("Tell me.")
    await within(lobby.until_shown(TEXT + UNSEEN))
    lobby.registry.stop(lobby.chat.get_id(), None, by="ada", seen={})
    await within(generation.ended.wait())
    with pytest.raises(UnknownPrompt):
        go_on(lobby, generation)


async def test_nothing_is_gone_on_from_when_its_prompt_is_gone(lobby: Lobby) -> None:
    Told(lobby)
    generation = await stopped(lobby)
    prompt = lobby.message(generation.prompt_id)
    prompt.deleted = True
    lobby.chat.update_message(prompt)
    with pytest.raises(UnknownPrompt):
        go_on(lobby, generation)


async def test_an_answer_that_ended_by_itself_is_not_gone_on_from(lobby: Lobby) -> None:
    generation = lobby.ask("Tell me.")
    await within(generation.ended.wait())
    with pytest.raises(UnknownPrompt):
        go_on(lobby, generation)


async def test_one_that_broke_off_is_told_whole_though_its_persona_reads_the_chat(
    lobby: Lobby,
) -> None:
    told = Told(lobby, reads=True)
    await stopped(lobby, "Before.")

    async def break_off(message: Message) -> AsyncIterator[str]:
        yield TEXT
        raise ConnectionError("gone")

    answer, lobby.persona().answer = lobby.persona().answer, break_off
    generation = lobby.ask("Tell me.")
    await within(generation.ended.wait())
    assert generation.outcome == "error"
    lobby.persona().answer = answer
    reply_id, failure_id = generation.reply_ids
    with pytest.raises(UnknownPrompt):
        lobby.registry.continue_answer(lobby.chat.get_id(), failure_id, by="ada")
    (going_on,) = lobby.registry.continue_answer(lobby.chat.get_id(), reply_id, by="ada")
    await within(going_on.ended.wait())
    assert f"<answer>{TEXT}</answer>" in told.asked[-1][-1][1]


async def test_a_bot_is_asked_to_go_on(any_server: BotServer) -> None:
    asked: list[str] = []
    begun = asyncio.Event()

    @stoppable(any_server.settings, id="bot", name="Bot")
    async def answer(chat: Any, prompt: Message) -> None:
        asked.append(prompt.body)
        if len(asked) == 1:
            say(chat, TEXT)
            begun.set()
            await asyncio.Event().wait()
        reply_id = say(chat, TEXT[-30:])
        say(chat, MORE, reply_id)

    chat, generation = await bot_stopped(any_server, answer, begun)
    any_server.registry.continue_answer(chat.get_id(), generation.reply_ids[0], by="ada")
    going_on = any_server.one()
    await within(going_on.ended.wait())
    assert f"<answer>{TEXT}</answer>" in asked[1]
    assert shown(chat) == ["Why?", TEXT, MORE]
    assert mark_of(chat, going_on.reply_ids[0])["continues"] == generation.reply_ids[0]


async def test_a_bot_that_can_go_on_itself_is_given_the_prompt_and_the_text(
    any_server: BotServer,
) -> None:
    given: list[tuple[str, str]] = []
    begun = asyncio.Event()

    @stoppable(any_server.settings, id="bot", name="Bot")
    async def answer(chat: Any, prompt: Message) -> None:
        say(chat, TEXT)
        begun.set()
        await asyncio.Event().wait()

    @answer.continues
    async def more(chat: Any, prompt: Message, text: str) -> None:
        given.append((prompt.body, text))
        say(chat, MORE)

    chat, generation = await bot_stopped(any_server, answer, begun)
    any_server.registry.continue_answer(chat.get_id(), generation.reply_ids[0], by="ada")
    await within(any_server.one().ended.wait())
    assert given == [("Why?", TEXT)]
    assert shown(chat) == ["Why?", TEXT, MORE]


async def test_an_answer_in_a_task_that_exists_already_is_not_gone_on_from(
    server: BotServer,
) -> None:
    bot = stoppable(server.settings, id="bot", name="Bot")
    chat = await server.open()
    prompt = server.write(chat)
    begun = asyncio.Event()

    async def work() -> None:
        async with bot.answers(chat, prompt):
            say(chat, TEXT)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.ensure_future(work())
    await within(begun.wait())
    generation = server.one()
    server.stop(chat)
    await within(task)
    await within(generation.ended.wait())
    assert "can_continue" not in mark_of(chat, generation.reply_ids[0])
    with pytest.raises(UnknownPrompt):
        server.registry.continue_answer(chat.get_id(), generation.reply_ids[0], by="ada")


async def bot_stopped(
    server: BotServer, answer: Any, begun: asyncio.Event
) -> tuple[Any, Generation]:
    """A chat, and the answer of a bot that was stopped there when it had begun."""
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    await within(begun.wait())
    generation = server.one()
    server.stop(chat)
    await within(task)
    return chat, generation
