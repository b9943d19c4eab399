"""The turn of an agent in another process ends with the answer that it is for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.adapters.acp_client import StoppableClient
from jupyter_stop_stream.adapters.going_on import QUOTED
from jupyter_stop_stream.generations import MARK_KEY, LadderTimes

from ..agents.script import text
from ..fakes.desk import PATIENT
from ..fakes.lobby import Lobby
from ..fakes.patience import turns, within

pytest.importorskip("jupyter_ai_acp_client", reason="Nothing here speaks to agents.")

from jupyter_ai_acp_client.default_acp_client import JaiAcpClient

from ..fakes.agent_chat import (
    IMPATIENT,
    MakeChat,
    agent,
    ask,
    goes_on,
    is_given_up,
    started_process,
    status_of,
    stop,
    stopped,
    tool_calls,
    written,
)
from ..fakes.remote import Remote

pytestmark = pytest.mark.asyncio


@pytest.fixture
def installed() -> tuple[str, ...]:
    return ("tests.fakes.remote:Remote",)


@pytest_asyncio.fixture
async def lobby(make_chat: MakeChat) -> Lobby:
    return await make_chat()


async def test_an_agents_answer_that_nobody_stops_is_whole(lobby: Lobby) -> None:
    generation = ask(lobby, "length=5")
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
    assert lobby.shown() == ["length=5", text("w", 5)]


async def test_a_turn_is_over_when_all_that_came_before_its_end_was_taken(
    lobby: Lobby,
) -> None:
    were_open: list[bool] = []

    class NotingClient(JaiAcpClient):
        async def session_update(self, session_id: str, update: Any, **kwargs: Any) -> None:
            were_open.append(client.turns[agent(lobby)].is_open)
            await super().session_update(session_id, update, **kwargs)

    agent(lobby).acp_client_class.__bases__ = (StoppableClient, NotingClient)
    await within(agent(lobby)._ensure_prepared())
    client = await agent(lobby).get_client()
    generation = ask(lobby, "length=300 rate=0")
    await within(generation.ended.wait())
    assert were_open == [True] * 300
    assert lobby.shown()[-1] == text("w", 300)


async def test_an_agent_is_told_and_its_turn_ends_the_generation(lobby: Lobby) -> None:
    generation = await stopped(lobby, "length=100000")
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    (end,) = await within(agent(lobby).until("end"))
    assert end["reason"] == "cancelled"
    assert len(await within(agent(lobby).until("cancel"))) == 1
    (reply_id,) = generation.reply_ids
    assert text("w", 1000).startswith(lobby.message(reply_id).body)
    assert status_of(lobby, reply_id) == "interrupted"
    assert not agent(lobby).processing


async def test_an_agent_is_asked_in_its_session_to_go_on_from_what_was_seen(lobby: Lobby) -> None:
    generation = await stopped(lobby, "length=100000")
    (reply_id,) = generation.reply_ids
    seen = lobby.message(reply_id).body
    (more,) = lobby.registry.continue_answer(lobby.chat.get_id(), reply_id, by="ada")
    await within(more.ended.wait())
    prompts = await within(agent(lobby).until("prompt", 2))
    assert f"<end_of_answer>{seen[-QUOTED:]}</end_of_answer>" in prompts[1]["text"]
    assert {one["session_id"] for one in prompts} == {"session-1"}
    (more_id,) = more.reply_ids
    assert (lobby.message(more_id).metadata or {})[MARK_KEY]["continues"] == reply_id
    assert lobby.shown()[1] == seen


async def test_what_comes_between_the_stop_and_the_end_of_the_turn_is_refused(
    lobby: Lobby,
) -> None:
    generation = await stopped(lobby, "length=3 tool=tool-1 late=20", event="tool", count=1)
    await within(agent(lobby).until("end"))
    await turns(5)
    reply_id, tool_id = generation.reply_ids
    assert len(lobby.chat.get_messages()) == 3
    assert lobby.message(reply_id).body == text("w", 3)
    assert lobby.message(tool_id).body == ""
    assert [call["title"] for call in tool_calls(lobby, generation)] == ["Counting"]


async def test_an_agent_that_does_not_heed_a_stop_is_not_waited_for_and_not_heard(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = await stopped(lobby, "deaf=yes rate=50 length=40")
    assert (generation.outcome, generation.receipt) == ("interrupted", "detached")
    assert generation.record("ada")["left"] == ["agent"]
    shown, messages = lobby.shown(), len(lobby.chat.get_messages())
    await goes_on(lobby)
    assert lobby.shown() == shown
    assert len(lobby.chat.get_messages()) == messages
    assert not await within(agent(lobby).tell("finish", session_id="session-1"))


async def test_the_next_prompt_is_sent_when_the_stopped_turn_is_over(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    first = await stopped(lobby, "deaf=yes rate=50 length=40")
    before = lobby.message(first.reply_ids[0]).body
    second = ask(lobby, "word=second length=5")
    await goes_on(lobby)
    assert len(await within(agent(lobby).until("prompt"))) == 1
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(second.ended.wait())
    assert second.outcome == "complete"
    assert lobby.shown() == [
        "deaf=yes rate=50 length=40",
        before,
        "word=second length=5",
        text("second", 5),
    ]
    sessions = await within(agent(lobby).until("session"))
    assert len(sessions) == 1


async def test_the_updates_of_a_turn_after_a_stopped_one_are_written(lobby: Lobby) -> None:
    first = await stopped(lobby, "length=100000 late=20")
    before = lobby.message(first.reply_ids[0]).body
    second = ask(lobby, "word=second length=5")
    await within(second.ended.wait())
    assert [lobby.message(one).body for one in first.reply_ids] == [before]
    assert [lobby.message(one).body for one in second.reply_ids] == [text("second", 5)]
    assert len(lobby.chat.get_messages()) == 4


async def test_a_prompt_that_waits_for_a_stopped_turn_can_be_stopped(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    await stopped(lobby, "deaf=yes rate=50 length=40")
    second = ask(lobby, "word=second")
    await goes_on(lobby)
    stop(lobby, second)
    await within(second.ended.wait())
    assert (second.outcome, second.receipt) == ("interrupted", "cancelled")
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(agent(lobby).until("end"))
    assert len(await within(agent(lobby).until("prompt"))) == 1


async def test_a_turn_that_does_not_end_is_left_behind_in_its_session(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    first = await stopped(lobby, "deaf=yes length=1000000 run=true")
    before = lobby.message(first.reply_ids[0]).body
    client = await agent(lobby).get_client()
    left = client.turns[agent(lobby)]
    await is_given_up(lobby)
    second = ask(lobby, "word=second length=20 rate=50")
    await within(second.ended.wait())
    assert second.outcome == "complete"
    await goes_on(lobby)
    assert [lobby.message(one).body for one in second.reply_ids] == [text("second", 20)]
    assert [lobby.message(one).body for one in first.reply_ids] == [before]
    assert len(lobby.chat.get_messages()) == 4
    assert left.is_open
    assert (first.receipt, first.left) == ("detached", {"agent"})
    assert client.list_sessions() == ["session-2"]

    (prompt,) = await within(agent(lobby).until("prompt", session_id="session-2"))
    assert prompt["text"].startswith("The previous ACP session could not be loaded.")
    assert before in prompt["text"]
    assert Remote.NOTEBOOK_EDITING_GUIDANCE in prompt["text"]

    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(agent(lobby).until("refused", session_id="session-1"))
    third = ask(lobby, "word=third length=5")
    await within(third.ended.wait())
    assert lobby.shown()[-1] == text("third", 5)
    assert len(await within(agent(lobby).until("session"))) == 2


async def test_a_question_that_is_open_at_the_stop_is_closed(lobby: Lobby) -> None:
    generation = ask(lobby, "length=3 ask=tool-1")
    await within(agent(lobby).until("asks"))
    await written(lobby, generation)
    client = await agent(lobby).get_client()
    await lobby.observer.until(lambda record: len(record["reply_ids"]) == 2)
    await turns(5)
    (call,) = tool_calls(lobby, generation)
    assert call["permission_status"] == "pending"
    assert generation.record("ada")["asks_person"]
    stop(lobby, generation)
    await within(generation.ended.wait())
    await turns(5)
    (call,) = tool_calls(lobby, generation)
    assert call["permission_status"] == "resolved"
    assert call["status"] == "cancelled"
    assert generation.open_questions == 0
    assert not client.resolve_permission("session-1", "tool-1", "yes")


async def test_an_agent_that_asks_hears_that_the_question_was_cancelled(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = ask(lobby, "length=3 ask=tool-1 deaf=yes")
    await within(agent(lobby).until("asks"))
    await lobby.observer.until(lambda record: len(record["reply_ids"]) == 2)
    stop(lobby, generation)
    (permission,) = await within(agent(lobby).until("permission"))
    assert permission["outcome"] == "cancelled"
    await within(generation.ended.wait())


async def test_a_question_after_the_stop_is_not_asked(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = ask(lobby, "unstopped=yes ask=tool-1 deaf=yes")
    await written(lobby, generation)
    stop(lobby, generation)
    await within(generation.ended.wait())
    (permission,) = await within(agent(lobby).until("permission"))
    assert permission["outcome"] == "cancelled"
    assert tool_calls(lobby, generation) == []
    assert len(lobby.chat.get_messages()) == 2


async def test_a_tool_call_that_runs_at_the_stop_is_neither_running_nor_failed(
    lobby: Lobby,
) -> None:
    generation = await stopped(lobby, "length=3 tool=tool-1", event="tool", count=1)
    await turns(5)
    assert [call["status"] for call in tool_calls(lobby, generation)] == ["cancelled"]
    statuses = [
        call["status"]
        for write in lobby.chat.writes
        for call in (write.metadata or {}).get("tool_calls", [])
    ]
    assert "failed" not in statuses
    reply = lobby.message(generation.reply_ids[-1])
    assert (reply.metadata or {})[MARK_KEY]["touched"] == [{"did": ["ran"], "command": "seq 3"}]

    second = ask(lobby, "word=second length=3")
    await within(second.ended.wait())
    assert [call["status"] for call in tool_calls(lobby, generation)] == ["cancelled"]


async def test_a_tool_call_that_ended_before_the_stop_stays_as_it_ended(lobby: Lobby) -> None:
    generation = ask(lobby, "length=3 tool=tool-1 ask=tool-2")
    await within(agent(lobby).until("tool"))
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(agent(lobby).until("asks"))
    await turns(5)
    stop(lobby, generation)
    await within(generation.ended.wait())
    assert [call["status"] for call in tool_calls(lobby, generation)] == ["completed", "cancelled"]


async def test_a_command_that_the_stopped_turn_runs_is_ended(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    await stopped(lobby, "length=3 run=sleep,600 deaf=yes", event="terminal", count=1)
    (exited,) = await within(agent(lobby).until("exit"))
    assert exited["signal"] == "SIGKILL"


async def test_a_command_that_starts_as_the_turn_is_stopped_is_ended(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    starts, go_on = asyncio.Event(), asyncio.Event()

    class SlowClient(JaiAcpClient):
        async def create_terminal(self, *args: Any, **kwargs: Any) -> Any:
            created = await super().create_terminal(*args, **kwargs)
            starts.set()
            await go_on.wait()
            return created

    agent(lobby).acp_client_class.__bases__ = (StoppableClient, SlowClient)
    generation = ask(lobby, "length=3 run=sleep,600 deaf=yes")
    await within(starts.wait())
    stop(lobby, generation)
    await within(generation.ended.wait())
    go_on.set()
    (exited,) = await within(agent(lobby).until("exit"))
    assert exited["signal"] == "SIGKILL"


async def test_a_command_and_a_file_of_a_stopped_turn_are_refused(
    make_chat: MakeChat, tmp_path: Path
) -> None:
    lobby = await make_chat(IMPATIENT)
    path = tmp_path / "file"
    generation = ask(lobby, f"unstopped=yes run=true file={path} deaf=yes")
    await written(lobby, generation)
    stop(lobby, generation)
    await within(generation.ended.wait())
    assert len(await within(agent(lobby).until("refused", 2))) == 2
    assert not path.exists()


async def test_a_stop_leaves_the_other_chats_of_the_agent_alone(make_chat: MakeChat) -> None:
    here, there = await make_chat(), await make_chat()
    goes_on_there = ask(there, "word=there length=60")
    await stopped(here, "length=100000")
    process = await started_process()
    assert process is not None
    assert process.returncode is None
    await within(goes_on_there.ended.wait())
    assert goes_on_there.outcome == "complete"
    assert there.shown()[-1] == text("there", 60)
    again = ask(here, "word=again length=3")
    await within(again.ended.wait())
    assert here.shown()[-1] == text("again", 3)
    assert await started_process() is process


async def test_a_stop_while_the_agent_starts_ends_one_wait_and_not_the_start(
    make_chat: MakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_start = asyncio.Event()
    monkeypatch.setattr(Remote, "may_start", may_start)
    here, there = await make_chat(), await make_chat()
    waits_here, waits_there = ask(here, "length=3"), ask(there, "length=3")
    await turns(10)
    stop(here, waits_here)
    await within(waits_here.ended.wait(), PATIENT.grace_period_s / 2)
    assert waits_here.receipt == "cancelled"
    await turns(10)
    may_start.set()
    await within(waits_there.ended.wait())
    assert there.shown() == ["length=3", text("w", 3)]
    assert here.shown() == ["length=3"]
    again = ask(here, "length=3")
    await within(again.ended.wait())
    assert again.outcome == "complete"


async def test_a_start_that_an_answer_waits_for_by_the_way_goes_on_after_its_stop(
    make_chat: MakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_start = asyncio.Event()
    monkeypatch.setattr(Remote, "may_start", may_start)
    here, there = await make_chat(), await make_chat()

    async def prepare() -> None:
        """Leave it to the first message."""

    agent(here).prepare = prepare
    waits_there = ask(there, "length=3")
    await turns(10)
    waits_here = ask(here, "length=3")
    await turns(10)
    assert agent(here).processing
    stop(here, waits_here)
    await within(waits_here.ended.wait(), PATIENT.grace_period_s / 2)
    await turns(10)
    may_start.set()
    await within(waits_there.ended.wait())
    assert waits_there.outcome == "complete"
    assert there.shown() == ["length=3", text("w", 3)]


async def test_an_agent_that_goes_on_is_told_until_it_answers(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = await stopped(lobby, "deaf=yes rate=50 length=40")
    (reply_id,) = generation.reply_ids
    mark = (lobby.message(reply_id).metadata or {})[MARK_KEY]
    assert (mark["receipt"], mark["left"]) == ("detached", ["agent"])
    await within(agent(lobby).tell("finish", session_id="session-1"))
    corrected = await within(
        lobby.observer.until(lambda one: one["state"] == "ended" and one["receipt"] == "cancelled")
    )
    assert corrected["left"] == []
    mark = (lobby.message(reply_id).metadata or {})[MARK_KEY]
    assert mark["receipt"] == "cancelled"
    assert "left" not in mark


async def test_an_agent_that_takes_longer_than_its_grace_is_waited_for_in_patience(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat(LadderTimes(grace_period_s=0.0, patience_s=30.0))
    generation = ask(lobby, "deaf=yes rate=50 length=40")
    await within(agent(lobby).until("chunk", 3))
    stop(lobby, generation)
    await goes_on(lobby)
    assert generation.state == "stopping"
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("cancelled", set())


async def test_an_agent_in_a_session_that_was_left_behind_is_told_until_it_answers_there(
    make_chat: MakeChat,
) -> None:
    lobby = await make_chat(IMPATIENT)
    first = await stopped(lobby, "deaf=yes rate=50 length=40")
    await is_given_up(lobby)
    second = ask(lobby, "word=second length=5")
    await within(second.ended.wait())
    assert first.receipt == "detached"
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(
        lobby.observer.until(
            lambda one: (
                one["generation_id"] == first.generation_id
                and one["left"] == []
                and one["receipt"] == "cancelled"
            )
        )
    )
    assert (second.outcome, second.receipt) == ("complete", None)


async def test_the_process_of_an_agent_is_nothing_that_the_generation_holds(lobby: Lobby) -> None:
    generation = ask(lobby, "length=100000")
    await written(lobby, generation)
    (held,) = generation.resources.open()
    assert held.kind == "agent"
    stop(lobby, generation)
    await within(generation.ended.wait())
    record = generation.record("ada")
    assert (record["closed"], record["left"]) == ([], [])
    process = await started_process()
    assert process is not None
    assert process.returncode is None


async def test_a_status_that_an_agents_stopped_turn_takes_back_late_is_not_a_later_answers(
    make_chat: MakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(
        WsChatModel,
        "broadcast_writing_status",
        lambda chat, user, status=None: told.append(status is not None),
    )
    lobby = await make_chat(IMPATIENT)
    first = await stopped(lobby, "deaf=yes rate=20 length=40")
    await turns(3)
    assert told[0] is True
    assert told[-1] is False
    await is_given_up(lobby)
    second = ask(lobby, "word=second deaf=yes rate=20")
    await within(agent(lobby).until("chunk", 3, session_id="session-2"))
    assert told[-1] is True
    await within(agent(lobby).tell("finish", session_id="session-1"))
    await within(lobby.observer.until(lambda one: one["receipt"] == "cancelled"))
    assert first.receipt == "cancelled"
    assert told[-1] is True
    await within(agent(lobby).tell("finish", session_id="session-2"))
    await within(second.ended.wait())
    assert told[-1] is False
