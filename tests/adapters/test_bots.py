"""A bot that answers in a chat without jupyter-ai is stoppable."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable
from typing import Any

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream import stop_signal, stoppable
from jupyter_stop_stream.protocol import UnknownChat, UnknownPrompt

from ..fakes.bot_server import BotServer, mark_of, shown
from ..fakes.patience import turns, within
from ..fakes.teller import Teller, say
from .conftest import MakeServer

pytestmark = pytest.mark.asyncio


async def raised_by(awaitable: Awaitable[Any]) -> BaseException | None:
    """What waiting for something raises."""
    (result,) = await asyncio.gather(awaitable, return_exceptions=True)
    return result if isinstance(result, BaseException) else None


async def test_an_answer_that_nobody_stops_is_whole(any_server: BotServer) -> None:
    teller = Teller("Once", " upon", rest=(" a time",))
    answer = stoppable(any_server.settings, id="bot", name="Bot")(teller)
    chat = await any_server.open()
    task = answer.start(chat, any_server.write(chat))
    await within(teller.waits.wait())
    generation = any_server.one()
    assert (generation.persona_id, generation.persona_name) == ("bot", "Bot")
    teller.go_on.set()
    assert await raised_by(task) is None
    assert generation.outcome == "complete"
    assert shown(chat) == ["Why?", "Once upon a time"]
    assert mark_of(chat, generation.reply_ids[0])["status"] == "complete"


async def test_a_stopped_answer_ends_and_keeps_what_was_written(any_server: BotServer) -> None:
    teller = Teller("Once", " upon", rest=(" a time",))
    answer = stoppable(any_server.settings, id="bot", name="Bot")(teller)
    chat = await any_server.open()
    task = answer.start(chat, any_server.write(chat))
    await within(teller.waits.wait())
    generation = any_server.one()
    any_server.stop(chat)
    assert await raised_by(task) is None
    assert teller.is_closed
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert shown(chat) == ["Why?", "Once upon"]
    mark = mark_of(chat, generation.reply_ids[0])
    assert (mark["status"], mark["can_reload"]) == ("interrupted", False)
    assert "can_regenerate" not in mark


async def test_prompts_are_answered_one_after_the_other_and_those_that_wait_can_be_stopped(
    server: BotServer,
) -> None:
    teller = Teller("first")
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    tasks = [answer.start(chat, server.write(chat, body)) for body in ("one", "two", "three")]
    await within(teller.waits.wait())
    first, second, third = server.registry.live()
    assert [one.state for one in (first, second, third)] == ["running", "queued", "queued"]
    server.stop(chat, second)
    teller.go_on.set()
    await within(asyncio.gather(*tasks))
    assert [one.outcome for one in (first, second, third)] == [
        "complete",
        "interrupted",
        "complete",
    ]
    assert teller.asked == ["one", "three"]


async def test_what_the_function_raises_is_raised_by_its_task_and_told(server: BotServer) -> None:
    async def fails(chat: Any, prompt: Message) -> None:
        say(chat, "Once")
        raise ValueError("The model is out.")

    answer = stoppable(server.settings, id="bot", name="Bot")(fails)
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    generation = server.one()
    error = await raised_by(task)
    assert repr(error) == "ValueError('The model is out.')"
    mark = mark_of(chat, generation.reply_ids[0])
    assert (mark["status"], mark["reason"]) == ("error", "The model is out.")


async def test_cancelling_the_task_stops_the_answer(server: BotServer) -> None:
    teller = Teller("Once")
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    await within(teller.waits.wait())
    generation = server.one()
    task.cancel()
    assert isinstance(await raised_by(task), asyncio.CancelledError)
    assert generation.outcome == "interrupted"


async def test_an_answer_knows_its_stop_signal(server: BotServer) -> None:
    signals = []

    async def answer(chat: Any, prompt: Message) -> None:
        signals.append(stop_signal())
        await asyncio.Event().wait()

    chat = await server.open()
    task = stoppable(server.settings, id="bot", name="Bot")(answer).start(chat, server.write(chat))
    await turns(3)
    assert [one.stopped for one in signals] == [False]
    server.stop(chat)
    await within(task)
    assert [one.stopped for one in signals] == [True]


async def test_a_prompt_is_asked_again_of_the_bot_that_answered_it(any_server: BotServer) -> None:
    tellers = Teller("one"), Teller("two")
    chat = await any_server.open()
    for id, teller in zip(("other", "bot"), tellers, strict=True):
        answer = stoppable(any_server.settings, id=id, name=id)(teller)
        prompt = any_server.write(chat, f"to {id}")
        task = answer.start(chat, prompt)
        any_server.stop(chat)
        await within(task)
    (again,) = any_server.registry.regenerate(chat.get_id(), prompt.id, by="eve")
    await within(tellers[1].waits.wait())
    assert again.asked_by == ("eve" if any_server.with_collaboration else None)
    any_server.stop(chat, again, by="eve")
    await within(again.ended.wait())
    assert [teller.asked for teller in tellers] == [[], ["to bot"]]


async def test_a_stop_reaches_what_its_sender_has_asked(make_server: MakeServer) -> None:
    server = make_server(with_collaboration=True)
    teller = Teller("Once")
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    task = answer.start(chat, server.write(chat, sender="ada"))
    generation = server.one()
    assert (generation.asked_by, generation.record("eve")["may_stop"]) == ("ada", False)
    server.stop(chat, by="eve")
    assert generation.state == "running"
    server.stop(chat, by="ada")
    await within(task)
    assert generation.outcome == "interrupted"


async def test_who_cannot_be_started_anew_is_not_reloaded(server: BotServer) -> None:
    teller = Teller("Once")
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    assert server.one().record("ada")["can_reload"] is False
    assert server.registry.reload(chat.get_id(), by="ada") == []
    assert server.one().state == "running"
    teller.go_on.set()
    await within(task)


async def test_the_closing_of_a_chat_disconnects_the_bot(any_server: BotServer) -> None:
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(any_server.settings, id="bot", name="Bot")(teller)
    chat = await any_server.open()
    await within(answer.start(chat, any_server.write(chat)))
    assert any_server.registry.is_answered_in(chat.get_id())
    await any_server.close(chat)
    assert not any_server.registry.is_answered_in(chat.get_id())


async def test_closing_the_page_is_not_a_stop(server: BotServer) -> None:
    teller = Teller("Once", rest=(" upon",))
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    await within(teller.waits.wait())
    generation = server.one()
    await server.close(chat)
    assert await server.open() is chat
    teller.go_on.set()
    await within(task)
    assert generation.outcome == "complete"
    assert shown(chat) == ["Why?", "Once upon"]


async def test_chats_that_were_opened_and_closed_leave_nothing(any_server: BotServer) -> None:
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(any_server.settings, id="bot", name="Bot")(teller)
    seen = []
    for number in range(50):
        chat = await any_server.open(f"{number}.chat")
        await within(answer.start(chat, any_server.write(chat)))
        seen.append(weakref.ref(chat))
        await any_server.close(chat)
        del chat
    gc.collect()
    assert [one() for one in seen if one() is not None] == []
    assert not any_server.bots._backends
    assert not any_server.registry._chats.backends()
    assert len(asyncio.all_tasks()) == 1


async def test_a_bot_is_connected_no_longer_than_it_answers_where_the_chat_is_not_open(
    server: BotServer,
) -> None:
    teller = Teller("Once")
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    server.chats._chats_by_id.clear()
    task = answer.start(chat, server.write(chat))
    assert server.registry.is_answered_in(chat.get_id())
    teller.go_on.set()
    await within(task)
    assert not server.registry.is_answered_in(chat.get_id())


async def test_a_chat_that_a_bot_has_answered_in_is_opened_with_it(any_server: BotServer) -> None:
    mark = {"generation_id": "earlier", "prompt_id": "prompt", "status": "streaming"}
    message = {"type": "msg", "time": 0, "raw_time": False, "mentions": []}
    prompt = {**message, "id": "prompt", "sender": "ada", "body": "Why?"}
    metadata = {"stop_stream": mark}
    reply = {**message, "id": "reply", "sender": "bot", "body": "Once", "metadata": metadata}
    content = {"messages": [prompt, reply], "users": {}, "metadata": {"id": "chat-1"}}
    teller = Teller("Again")
    stoppable(any_server.settings, id="bot", name="Bot")(teller)
    stoppable(any_server.settings, id="other", name="Other")(Teller())
    any_server.bots.observe_chats()
    chat = await any_server.open(content=content)
    assert mark_of(chat, "reply")["status"] == "error"
    (again,) = any_server.registry.regenerate("chat-1", "prompt", by="ada")
    assert again.persona_id == "bot"
    teller.go_on.set()
    await within(again.ended.wait())
    assert shown(chat) == ["Why?", "Once", "Again"]
    await any_server.open("b.chat", {"messages": [prompt], "metadata": {"id": "chat-2"}})
    with pytest.raises(UnknownChat):
        any_server.registry.regenerate("chat-2", "prompt", by="ada")


async def test_a_bot_is_not_asked_again_what_it_was_never_asked(server: BotServer) -> None:
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    prompt = server.write(chat)
    await within(answer.start(chat, prompt))
    with pytest.raises(UnknownPrompt):
        server.registry.regenerate(chat.get_id(), server.write(chat).id, by="ada")
    chat.update_message(Message(id=prompt.id, body="", time=0, sender="ada", deleted=True))
    with pytest.raises(UnknownPrompt):
        server.registry.regenerate(chat.get_id(), prompt.id, by="ada")


async def test_an_extension_that_loads_before_ours_is_stoppable_too(
    make_server: MakeServer,
) -> None:
    server = make_server(has_extension=False)
    teller = Teller("Once")
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    server.load_extension()
    chat = await server.open()
    task = answer.start(chat, server.write(chat))
    server.stop(chat)
    await within(task)
    assert shown(chat) == ["Why?"]


async def test_where_ours_is_not_enabled_the_bot_answers_as_it_would(
    make_server: MakeServer,
) -> None:
    server = make_server(has_extension=False)
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    await within(answer.start(chat, server.write(chat)))
    assert shown(chat) == ["Why?", "Once"]
    assert not server.registry.live()


async def test_in_a_chat_that_was_opened_anew_the_old_model_is_answered_unstopped(
    server: BotServer,
) -> None:
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    old = await server.open()
    await within(answer.start(old, server.write(old)))
    # As where the model was freed while nobody was told.
    old.handlers.clear()
    server.chats._chats_by_id.clear()
    new = await server.open()
    await within(answer.start(new, server.write(new)))
    await within(answer.start(old, server.write(old)))
    assert teller.asked == ["Why?"] * 3
    assert list(server.bots._backends) == [new]


async def test_called_it_is_the_function_as_it_was_written(server: BotServer) -> None:
    teller = Teller("Once")
    teller.go_on.set()
    answer = stoppable(server.settings, id="bot", name="Bot")(teller)
    chat = await server.open()
    await within(answer(chat, server.write(chat)))
    assert shown(chat) == ["Why?", "Once"]
    assert not server.registry.is_answered_in(chat.get_id())
