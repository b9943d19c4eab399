"""The receipt of an agent's turn that goes on, and the prompt that an agent misses after a stop."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from jupyter_stop_stream.adapters import turn
from jupyter_stop_stream.generations import MARK_KEY, Generation

from ..agents.script import text
from ..fakes.lobby import Lobby
from ..fakes.patience import within

pytest.importorskip("jupyter_ai_acp_client", reason="Nothing here speaks to agents.")

from ..fakes.agent_chat import (
    IMPATIENT,
    MakeChat,
    agent,
    ask,
    corrected,
    started_process,
    stop,
    stopped,
    written,
)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def installed() -> tuple[str, ...]:
    return ("tests.fakes.remote:Remote",)


def mark_of(lobby: Lobby, generation: Generation) -> tuple[str, list[str]]:
    """Receipt and what is left, as the chat keeps them."""
    mark = (lobby.message(generation.reply_ids[0]).metadata or {})[MARK_KEY]
    return mark["receipt"], mark.get("left", [])


async def present(path: Path) -> None:
    """Wait until another process has written a file."""
    while not path.exists():  # noqa: ASYNC110, ASYNC240  a process that is busy tells nothing else
        await asyncio.sleep(0.01)


async def test_an_agent_that_is_busy_is_told_until_it_has_answered(
    make_chat: MakeChat, tmp_path: Path
) -> None:
    lobby = await make_chat(IMPATIENT)
    busy = tmp_path / "busy"
    generation = ask(lobby, f"length=3 busy={busy}")
    await within(lobby.until_shown(text("w", 3)))
    await within(present(busy))
    try:
        stop(lobby, generation)
        await within(generation.ended.wait())
        assert mark_of(lobby, generation) == ("detached", ["agent"])
    finally:
        busy.unlink()
    await corrected(lobby, generation)
    assert mark_of(lobby, generation) == ("cancelled", [])


async def test_an_agent_that_is_frozen_is_told_until_it_has_answered(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = ask(lobby, "length=100000")
    await written(lobby, generation)
    process = await started_process()
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    try:
        stop(lobby, generation)
        await within(generation.ended.wait())
        assert mark_of(lobby, generation) == ("detached", ["agent"])
        for _ in range(50):
            await asyncio.sleep(0)
        assert (generation.receipt, generation.left) == ("detached", {"agent"})
    finally:
        process.send_signal(signal.SIGCONT)
    await corrected(lobby, generation)
    assert mark_of(lobby, generation) == ("cancelled", [])


async def test_an_agent_whose_process_ends_has_ended_its_turn(make_chat: MakeChat) -> None:
    lobby = await make_chat(IMPATIENT)
    generation = await stopped(lobby, "deaf=yes rate=50 length=40")
    assert mark_of(lobby, generation) == ("detached", ["agent"])
    process = await started_process()
    assert process is not None
    process.kill()
    await corrected(lobby, generation)
    assert mark_of(lobby, generation) == ("cancelled", [])


async def test_a_prompt_that_an_agent_misses_after_a_stop_is_asked_in_a_new_session(
    make_chat: MakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "AT_ONCE_S", 60.0)
    lobby = await make_chat()
    first = await stopped(lobby, "length=100000 misses=yes")
    before = lobby.message(first.reply_ids[0]).body
    second = ask(lobby, "word=second length=5")
    await within(second.ended.wait())
    assert (second.outcome, first.receipt) == ("complete", "cancelled")
    told = "After the stop, Remote ended this prompt without an answer."
    assert [one.partition(" It is asked")[0] for one in lobby.shown()] == [
        "length=100000 misses=yes",
        before,
        "word=second length=5",
        told,
        text("second", 5),
    ]
    (prompt,) = await within(agent(lobby).until("prompt", session_id="session-2"))
    assert before in prompt["text"]
    # What the agent would have answered late in the old session is not paid for.
    cancels = await within(agent(lobby).until("cancel", 2, session_id="session-1"))
    assert len(cancels) == 2
    third = ask(lobby, "word=third length=5")
    await within(third.ended.wait())
    assert lobby.shown()[-1] == text("third", 5)
    assert len(await within(agent(lobby).until("session", 2))) == 2


async def test_an_empty_answer_that_follows_no_stop_is_left_as_it_is(make_chat: MakeChat) -> None:
    lobby = await make_chat()
    await stopped(lobby, "length=100000")
    second = ask(lobby, "word=second length=5")
    await within(second.ended.wait())
    third = ask(lobby, "length=0")
    await within(third.ended.wait())
    assert lobby.shown()[-2:] == [text("second", 5), "length=0"]
    assert len(await within(agent(lobby).until("session"))) == 1
