"""A prompt that is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.generations.regeneration import MAX_WAITING
from jupyter_stop_stream.protocol import NotAllowed, TooManyWait

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..fakes.writer import Writer

pytestmark = pytest.mark.asyncio


def answering(desk: Desk, **how: Any) -> Writer:
    """Have the desk's backend answer what it is asked again, with a new writer each time."""
    writer = desk.writer("again", persona_id=how.get("persona_id", "persona"))
    desk.backend.answer = lambda prompt_id: desk.ask(
        writer, prompt_id=prompt_id, asked_by=desk.backend.asked_by[-1], **how
    )
    return writer


def regenerate(desk: Desk, prompt_id: str, by: str = "bob") -> list[Generation]:
    return desk.registry.regenerate(desk.chat_id, prompt_id, by=by)


async def test_who_pressed_regenerate_owns_the_new_answer(any_desk: Desk) -> None:
    answering(any_desk)
    (generation,) = regenerate(any_desk, any_desk.prompt(sender="ada"), by="bob")
    assert generation.record("bob")["is_mine"]
    assert not generation.record("ada")["is_mine"]
    with pytest.raises(NotAllowed):
        any_desk.stop(generation, by="ada")
    assert any_desk.stop(by="ada") == []
    assert any_desk.stop(by="bob") == [generation]
    await within(generation.ended.wait())
    assert generation.stopped_by == "bob"


async def test_five_hundred_times_regenerate_begin_one_answer(any_desk: Desk) -> None:
    answering(any_desk)
    prompt_id = any_desk.prompt()
    answers = [regenerate(any_desk, prompt_id) for _ in range(500)]
    assert any_desk.backend.asked_again == [prompt_id]
    assert all(answer == answers[0] for answer in answers)
    assert any_desk.registry.live() == tuple(answers[0])


async def test_a_prompt_that_waits_is_not_asked_again(any_desk: Desk) -> None:
    running, waiting = any_desk.writer("one"), any_desk.writer("two")
    any_desk.ask(running)
    queued = any_desk.ask(waiting, asked_by="ada")
    assert queued.state == "queued"
    answering(any_desk)
    assert regenerate(any_desk, queued.prompt_id, by="bob") == [queued]
    assert queued.asked_by == "ada"
    assert any_desk.backend.asked_again == []


async def test_a_prompt_whose_answer_is_being_stopped_is_asked_again_once(any_desk: Desk) -> None:
    writer = any_desk.writer("one")
    stopping = any_desk.ask(writer)
    await within(writer.waits.wait())
    any_desk.stop(stopping)
    assert stopping.state == "stopping"
    again = answering(any_desk)
    again.go_on.set()
    (first,) = regenerate(any_desk, stopping.prompt_id)
    assert regenerate(any_desk, stopping.prompt_id) == [first]
    await within(first.ended.wait())
    assert (stopping.outcome, first.outcome) == ("interrupted", "complete")


async def test_so_many_prompts_may_wait_and_no_more_are_asked_again(desk: Desk) -> None:
    answering(desk)
    prompts = [desk.prompt() for _ in range(MAX_WAITING + 2)]
    for prompt_id in prompts[:-1]:
        regenerate(desk, prompt_id)
    assert len(desk.registry.live()) == MAX_WAITING + 1
    with pytest.raises(TooManyWait, match=str(MAX_WAITING)):
        regenerate(desk, prompts[-1])
    assert len(desk.registry.live()) == MAX_WAITING + 1
    # A person who writes is not kept from it.
    assert desk.ask(desk.writer("typed")).state == "queued"
