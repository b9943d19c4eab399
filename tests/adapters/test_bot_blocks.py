"""A bot's answer in a task that exists already is stoppable."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream import GenerationStopped, StopSignal, stop_signal, stoppable
from jupyter_stop_stream.generations import Generation, current_generation
from jupyter_stop_stream.protocol import UnknownPrompt

from ..fakes.bot_server import BotServer, mark_of, shown
from ..fakes.patience import turns, within
from ..fakes.teller import Teller, say
from .conftest import MakeServer

pytestmark = pytest.mark.asyncio

needs_counted_cancels = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 does not count the cancels of a task."
)

Steps = Callable[[Any, Message], Awaitable[object]]


class Worker:
    """A task that answers one message after the other, each in a block.

    Args:
        server: Where.
        chat: In which chat.
        work: What it does in each block.
    """

    def __init__(self, server: BotServer, chat: Any, work: Steps) -> None:
        self.signals: list[StopSignal] = []
        self._bot = stoppable(server.settings, id="bot", name="Bot")
        self._chat = chat
        self._work = work
        self._messages: asyncio.Queue[Message | None] = asyncio.Queue()
        self.task = asyncio.create_task(self._run())

    def give(self, message: Message) -> None:
        """One more message to answer."""
        self._messages.put_nowait(message)

    async def end(self) -> None:
        """Return when all are answered; raises what the task does."""
        self._messages.put_nowait(None)
        await within(self.task)

    async def _run(self) -> None:
        while (message := await self._messages.get()) is not None:
            async with self._bot.answers(self._chat, message) as signal:
                self.signals.append(signal)
                await self._work(self._chat, message)
            assert current_generation.get() is None
            assert stop_signal() is not signal


async def test_an_answer_in_a_task_that_exists_already_is_told_and_marked(
    any_server: BotServer,
) -> None:
    chat = await any_server.open()
    teller = Teller("Once", rest=(" upon",))
    worker = Worker(any_server, chat, teller)
    worker.give(any_server.write(chat))
    await within(teller.waits.wait())
    generation = any_server.one()
    assert generation.record("ada")["can_regenerate"] is False
    teller.go_on.set()
    await worker.end()
    assert generation.outcome == "complete"
    assert shown(chat) == ["Why?", "Once upon"]
    mark = mark_of(chat, generation.reply_ids[0])
    assert (mark["status"], mark["can_regenerate"]) == ("complete", False)


async def test_a_stop_ends_the_block_and_the_task_goes_on(any_server: BotServer) -> None:
    chat = await any_server.open()
    teller = Teller("Once", rest=(" upon",))
    worker = Worker(any_server, chat, teller)
    worker.give(any_server.write(chat, "one"))
    await within(teller.waits.wait())
    first = any_server.one()
    any_server.stop(chat)
    await within(first.ended.wait())
    assert teller.is_closed
    assert (first.outcome, first.receipt) == ("interrupted", "cancelled")
    teller.go_on.set()
    worker.give(any_server.write(chat, "two"))
    await worker.end()
    assert [signal.stopped for signal in worker.signals] == [True, False]
    assert shown(chat) == ["one", "Once", "two", "Once upon"]


async def test_it_cannot_be_asked_again(server: BotServer) -> None:
    chat = await server.open()
    teller = Teller("Once")
    teller.go_on.set()
    worker = Worker(server, chat, teller)
    prompt = server.write(chat)
    worker.give(prompt)
    await worker.end()
    with pytest.raises(UnknownPrompt):
        server.registry.regenerate(chat.get_id(), prompt.id, by="ada")
    # Nor where a function that answers was made stoppable under the same id.
    stoppable(server.settings, id="bot", name="Bot")(teller)
    with pytest.raises(UnknownPrompt):
        server.registry.regenerate(chat.get_id(), prompt.id, by="ada")


async def test_it_waits_for_its_turn_and_is_cancelled_at_once_where_it_was_stopped_before(
    server: BotServer,
) -> None:
    chat = await server.open()
    first, second = Teller("first"), Teller("second")
    answer = stoppable(server.settings, id="bot", name="Bot")(first)
    task = answer.start(chat, server.write(chat, "one"))
    await within(first.waits.wait())
    worker = Worker(server, chat, second)
    worker.give(server.write(chat, "two"))
    await turns(3)
    _, queued = server.registry.live()
    assert (queued.state, second.asked) == ("queued", [])
    server.stop(chat, queued)
    await worker.end()
    await within(queued.ended.wait())
    assert (queued.outcome, second.is_closed) == ("interrupted", True)
    first.go_on.set()
    await within(task)
    assert sorted(shown(chat)) == ["first", "one", "two"]


async def test_a_stop_between_the_turn_and_the_block_ends_it(server: BotServer) -> None:
    chat = await server.open()
    first, second = Teller("first"), Teller()
    answer = stoppable(server.settings, id="bot", name="Bot")(first)
    task = answer.start(chat, server.write(chat, "one"))
    worker = Worker(server, chat, second)
    worker.give(server.write(chat, "two"))
    await within(first.waits.wait())
    _, queued = server.registry.live()

    def stop_at_its_turn(generation: Generation) -> None:
        if generation is queued and generation.state == "running":
            assert second.asked == []
            server.stop(chat, queued)

    server.registry.observe(stop_at_its_turn)
    first.go_on.set()
    await within(task)
    await worker.end()
    await within(queued.ended.wait())
    assert (queued.outcome, second.is_closed) == ("interrupted", True)
    assert sorted(shown(chat)) == ["first", "one", "two"]


async def test_an_error_in_the_block_is_raised_and_told(server: BotServer) -> None:
    async def fails(chat: Any, prompt: Message) -> None:
        say(chat, "Once")
        raise ValueError("The model is out.")

    chat = await server.open()
    worker = Worker(server, chat, fails)
    worker.give(server.write(chat))
    with pytest.raises(ValueError, match="out"):
        await worker.end()
    reply = chat.get_messages()[-1]
    assert mark_of(chat, reply.id)["reason"] == "The model is out."


@needs_counted_cancels
async def test_a_cancel_that_is_no_stop_passes(server: BotServer) -> None:
    chat = await server.open()
    teller = Teller("Once")
    worker = Worker(server, chat, teller)
    worker.give(server.write(chat))
    await within(teller.waits.wait())
    generation = server.one()
    worker.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker.end()
    await within(generation.ended.wait())
    assert mark_of(chat, generation.reply_ids[0])["cause"] == "cancelled"


@needs_counted_cancels
async def test_a_cancel_beside_a_stop_passes(server: BotServer) -> None:
    chat = await server.open()
    teller = Teller("Once")
    worker = Worker(server, chat, teller)
    worker.give(server.write(chat))
    await within(teller.waits.wait())
    generation = server.one()
    server.stop(chat)
    worker.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker.end()
    await within(generation.ended.wait())
    assert generation.outcome == "interrupted"


async def test_a_task_that_is_cancelled_while_it_waits_for_its_turn_gives_it_up(
    server: BotServer,
) -> None:
    chat = await server.open()
    first = Teller("first")
    answer = stoppable(server.settings, id="bot", name="Bot")(first)
    task = answer.start(chat, server.write(chat, "one"))
    worker = Worker(server, chat, Teller())
    worker.give(server.write(chat, "two"))
    await turns(3)
    _, queued = server.registry.live()
    worker.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker.end()
    await within(queued.ended.wait())
    assert queued.outcome == "interrupted"
    first.go_on.set()
    await within(task)


async def test_a_stop_that_its_own_code_asks_for_hits_nothing_behind_the_block(
    server: BotServer,
) -> None:
    async def stops_itself(chat: Any, prompt: Message) -> None:
        say(chat, "Once")
        server.stop(chat)
        with pytest.raises(GenerationStopped):
            say(chat, "more")

    chat = await server.open()
    worker = Worker(server, chat, stops_itself)
    worker.give(server.write(chat))
    await worker.end()
    assert [signal.stopped for signal in worker.signals] == [True]
    assert not worker.task.cancelled()


async def test_a_stop_that_the_block_swallows_hits_nothing_behind_it(server: BotServer) -> None:
    async def swallows(chat: Any, prompt: Message) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    chat = await server.open()
    worker = Worker(server, chat, swallows)
    worker.give(server.write(chat))
    await turns(3)
    generation = server.one()
    server.stop(chat)
    await worker.end()
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    if sys.version_info >= (3, 11):
        assert worker.task.cancelling() == 0


async def test_a_child_task_that_the_block_does_not_wait_for_is_reached(server: BotServer) -> None:
    children = []

    async def child(chat: Any) -> None:
        reply_id = say(chat, "Once")
        while True:
            await asyncio.sleep(0.001)
            say(chat, " more", reply_id)

    async def leaves_a_child(chat: Any, prompt: Message) -> None:
        children.append(asyncio.create_task(child(chat)))
        await asyncio.Event().wait()

    chat = await server.open()
    worker = Worker(server, chat, leaves_a_child)
    worker.give(server.write(chat))
    await turns(5)
    generation = server.one()
    server.stop(chat)
    await within(generation.ended.wait())
    assert generation.receipt == "cancelled"
    assert children[0].done()
    await worker.end()


async def test_where_nothing_can_be_stopped_the_block_runs_as_it_would(
    make_server: MakeServer,
) -> None:
    server = make_server(has_extension=False)
    chat = await server.open()
    teller = Teller("Once")
    teller.go_on.set()
    worker = Worker(server, chat, teller)
    worker.give(server.write(chat))
    await worker.end()
    assert shown(chat) == ["Why?", "Once"]
    assert [signal.stopped for signal in worker.signals] == [False]


async def test_it_is_entered_once(server: BotServer) -> None:
    chat = await server.open()
    block = stoppable(server.settings, id="bot", name="Bot").answers(chat, server.write(chat))
    async with block:
        pass
    with pytest.raises(RuntimeError):
        await block.__aenter__()
