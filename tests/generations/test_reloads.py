"""A backend that makes its personas anew, and the prompts that come in meanwhile."""

from __future__ import annotations

import logging

import pytest

from jupyter_stop_stream.generations import reloads
from jupyter_stop_stream.protocol import NotAllowed

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from ..fakes.recording_backend import RecordingBackend

pytestmark = pytest.mark.asyncio


def reload(desk: Desk, by: str = "ada") -> list[str]:
    return [one.generation_id for one in desk.registry.reload(desk.chat_id, by=by)]


async def test_a_prompt_that_comes_during_a_reload_is_answered_after_it(any_desk: Desk) -> None:
    any_desk.backend.may_reload.clear()
    reload(any_desk)
    writer = any_desk.writer("here I am")
    generation = any_desk.ask(writer)
    await turns(5)
    assert (generation.state, writer.runs) == ("queued", 0)
    any_desk.backend.may_reload.set()
    writer.go_on.set()
    await within(generation.ended.wait())
    assert (generation.outcome, writer.runs) == ("complete", 1)


async def test_prompts_that_wait_for_a_reload_begin_one_after_the_other(desk: Desk) -> None:
    desk.backend.may_reload.clear()
    reload(desk)
    writers = [desk.writer(str(number)) for number in range(3)]
    generations = [desk.ask(writer) for writer in writers]
    desk.backend.may_reload.set()
    await within(writers[0].waits.wait())
    assert [one.state for one in generations] == ["running", "queued", "queued"]
    for writer in writers:
        writer.go_on.set()
    for generation in generations:
        await within(generation.ended.wait())


async def test_a_prompt_that_waits_for_a_reload_can_be_stopped(desk: Desk) -> None:
    desk.backend.may_reload.clear()
    reload(desk)
    writer = desk.writer("never")
    generation = desk.ask(writer)
    desk.stop(generation)
    await within(generation.ended.wait())
    desk.backend.may_reload.set()
    await within(desk.backend.reloaded.wait())
    await turns(3)
    assert writer.runs == 0


async def test_a_reload_during_a_reload_is_the_same_one(desk: Desk) -> None:
    desk.backend.may_reload.clear()
    reload(desk)
    generation = desk.ask(desk.writer("waits"))
    assert reload(desk) == []
    await turns(3)
    assert desk.backend.reloads == 1
    assert generation.state == "queued"
    desk.backend.may_reload.set()
    await within(desk.backend.reloaded.wait())
    await turns(3)
    reload(desk)
    await turns(3)
    assert desk.backend.reloads == 2


async def test_a_reload_during_which_somebody_elses_prompt_waits_is_refused(desk: Desk) -> None:
    desk.backend.may_reload.clear()
    reload(desk)
    desk.ask(desk.writer("waits"), asked_by="grace")
    with pytest.raises(NotAllowed):
        reload(desk, by="ada")


async def test_all_that_answer_in_a_chat_are_reloaded(desk: Desk) -> None:
    bot = RecordingBackend("bot")
    desk.registry.connect(desk.chat, bot)
    reload(desk)
    await within(bot.reloaded.wait())
    await within(desk.backend.reloaded.wait())


async def test_who_cannot_be_started_anew_is_left_alone(desk: Desk) -> None:
    bot = RecordingBackend("bot", can_reload=False)
    desk.registry.connect(desk.chat, bot)
    theirs = desk.ask(desk.writer(persona_id="bot"), persona_id="bot", backend=bot)
    ours = desk.ask(desk.writer())
    assert reload(desk) == [ours.generation_id]
    await within(desk.backend.reloaded.wait())
    assert (bot.reloads, theirs.state) == (0, "running")
    assert theirs.record("ada")["can_reload"] is False


async def test_a_backend_that_reloads_by_itself_has_its_prompts_wait(desk: Desk) -> None:
    running, waiting = desk.writer("one"), desk.writer("two")
    stopped, waits = desk.ask(running), desk.ask(waiting)
    await within(running.waits.wait())
    waiting.go_on.set()
    with desk.registry.paused(desk.backend):
        await within(stopped.ended.wait())
        await turns(3)
        assert (waits.state, waiting.runs) == ("queued", 0)
    await within(waits.ended.wait())
    assert (stopped.outcome, waits.outcome) == ("interrupted", "complete")


async def test_a_reload_that_fails_lets_the_prompts_go_on(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise OSError

    monkeypatch.setattr(desk.backend, "reload", fail)
    reload(desk)
    writer = desk.writer("here I am")
    writer.go_on.set()
    generation = desk.ask(writer)
    await within(generation.ended.wait())
    assert generation.outcome == "complete"
    assert any(record.exc_info for record in caplog.records)


async def test_a_server_that_shuts_down_does_not_wait_for_a_reload_that_hangs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reloads, "PATIENCE_S", 0.05)
    desk.backend.may_reload.clear()
    reload(desk)
    with caplog.at_level(logging.WARNING):
        await within(desk.registry.shutdown(), 5)
    assert "did not end" in caplog.text
    await turns(3)
    assert desk.registry._reloads._tasks == {}
