"""A bot and the personas of jupyter-ai answer in one chat, and each is stopped alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from jupyterlab_chat.models import Message

from jupyter_stop_stream import stoppable
from jupyter_stop_stream.generations import Generation

from ..fakes.bot_server import BotServer, mark_of, shown
from ..fakes.endless import Endless
from ..fakes.lobby import Lobby
from ..fakes.patience import within
from ..fakes.teller import Teller

pytestmark = pytest.mark.asyncio


class Both:
    """A chat with a bot and with a real persona manager."""

    def __init__(self, server: BotServer, chat: Any) -> None:
        self.server = server
        self.chat = chat
        self.lobby = Lobby(chat, server.root, registry=server.registry)
        self.told = Endless()
        self.lobby.persona().answer = self.told
        self.teller = Teller("Said the bot", rest=(" at length",))
        self._answer = stoppable(server.settings, id="bot", name="Bot")(self.teller)

    def ask_bot(self, prompt: Message | None = None) -> Generation:
        before = self.server.registry.live()
        message = prompt or self.server.write(self.chat, "to the bot", "ada")
        self._answer.start(self.chat, message)
        (begun,) = [one for one in self.server.registry.live() if one not in before]
        return begun

    async def ask_both(self, *, at_once: bool = False) -> tuple[Generation, Generation]:
        """The generations of the bot and of the persona, in the middle of their answers, to one
        prompt each or both to one.
        """
        persona = self.lobby.ask("to the persona")
        bot = self.ask_bot(self.lobby.message(persona.prompt_id) if at_once else None)
        await within(self.told.waits.wait())
        await within(self.teller.waits.wait())
        return bot, persona

    async def end(self, *generations: Generation) -> None:
        self.teller.go_on.set()
        self.told.may_end.set()
        for one in generations:
            await within(one.ended.wait())


@pytest_asyncio.fixture
async def both(any_server: BotServer) -> AsyncIterator[Both]:
    yield Both(any_server, await any_server.open())


async def test_a_stop_of_the_bot_leaves_the_persona_alone(both: Both) -> None:
    bot, persona = await both.ask_both()
    both.server.stop(both.chat, bot)
    await within(bot.ended.wait())
    assert (bot.outcome, persona.state) == ("interrupted", "running")
    await both.end(persona)
    assert persona.outcome == "complete"
    assert set(shown(both.chat)) >= {"Said the bot", "Once"}


async def test_a_stop_of_the_persona_leaves_the_bot_alone(both: Both) -> None:
    bot, persona = await both.ask_both()
    both.server.stop(both.chat, persona)
    await within(persona.ended.wait())
    assert (persona.outcome, bot.state) == ("interrupted", "running")
    await both.end(bot)
    assert bot.outcome == "complete"
    assert "Said the bot at length" in shown(both.chat)


async def test_a_stop_of_all_that_a_person_asked_stops_both(both: Both) -> None:
    bot, persona = await both.ask_both()
    both.server.stop(both.chat)
    for one in (bot, persona):
        await within(one.ended.wait())
    assert (bot.outcome, persona.outcome) == ("interrupted", "interrupted")


async def test_each_is_asked_again_what_was_its_own(both: Both) -> None:
    for stopped in await both.ask_both():
        both.server.stop(both.chat, stopped)
        await within(stopped.ended.wait())
        (again,) = both.server.registry.regenerate(both.chat.get_id(), stopped.prompt_id, by="ada")
        assert again.persona_id == stopped.persona_id
        both.server.stop(both.chat, again)
        await within(again.ended.wait())


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("is_remembered", [True, False])
async def test_who_was_stopped_is_asked_again_and_not_who_answered_the_same_prompt(
    both: Both, index: int, is_remembered: bool
) -> None:
    answers = await both.ask_both(at_once=True)
    stopped, other = answers[index], answers[1 - index]
    both.server.stop(both.chat, stopped)
    await within(stopped.ended.wait())
    await both.end(other)
    roster = both.server.registry._roster
    if not is_remembered:
        for one in answers:
            roster._known.pop(one.generation_id)
    (again,) = both.server.registry.regenerate(both.chat.get_id(), stopped.prompt_id, by="ada")
    assert again.persona_id == stopped.persona_id
    both.server.stop(both.chat, again)
    await within(again.ended.wait())


async def test_a_reload_of_the_personas_leaves_the_bot_alone(both: Both) -> None:
    bot, persona = await both.ask_both()
    stopped = both.server.registry.reload(both.chat.get_id(), by="ada")
    await within(persona.ended.wait())
    assert (stopped, bot.state) == ([persona], "running")
    await both.end(bot)
    assert mark_of(both.chat, bot.reply_ids[0])["status"] == "complete"


async def test_the_shutdown_of_the_personas_leaves_the_bot_connected_until_the_chat_is_closed(
    both: Both,
) -> None:
    bot, persona = await both.ask_both()
    await within(both.lobby.manager.shutdown_personas())
    await within(persona.ended.wait())
    assert (persona.outcome, bot.state) == ("interrupted", "running")
    await both.end(bot)
    assert both.server.registry.is_answered_in(both.chat.get_id())
    await both.server.close(both.chat)
    assert not both.server.registry.is_answered_in(both.chat.get_id())
