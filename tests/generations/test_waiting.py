"""Prompts that wait: their places, and what can be done with them."""

from __future__ import annotations

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.generations.lines import LAST_PLACE
from jupyter_stop_stream.protocol import NotAllowed, NotWaiting, UnknownGeneration, UnknownPrompt

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from ..fakes.writer import Writer

pytestmark = pytest.mark.asyncio


def queue(desk: Desk, count: int, asked_by: str | None = None) -> tuple[Writer, list[Generation]]:
    """One that runs, and so many that wait behind it."""
    first = desk.writer("first")
    generations = [desk.ask(first, asked_by=asked_by)]
    generations += [
        desk.ask(desk.writer(f"answer {at}"), prompt_id=desk.prompt(f"{at}?"), asked_by=asked_by)
        for at in range(1, count + 1)
    ]
    return first, generations


def places(*generations: Generation) -> list[int | None]:
    return [one.place for one in generations]


def told(desk: Desk, generation: Generation) -> list[int | None]:
    """The places that were told of one, without repetition."""
    all_told = [one.get("place") for one in desk.observer.of(generation)]
    return [place for at, place in enumerate(all_told) if at == 0 or all_told[at - 1] != place]


def move(desk: Desk, generation: Generation, to: str, by: str = "ada", **how: bool) -> None:
    desk.registry.move(desk.chat_id, generation.generation_id, to, by=by, **how)  # type: ignore[arg-type]


def prompt_of(desk: Desk, generation: Generation) -> Message:
    return desk.message(generation.prompt_id)


async def test_each_has_its_place_which_is_told_when_the_one_before_it_begins(
    any_desk: Desk,
) -> None:
    first, (running, second, third) = queue(any_desk, 2)
    assert places(running, second, third) == [None, 1, 2]
    first.go_on.set()
    await within(running.ended.wait())
    await turns(2)
    assert second.state == "running"
    assert places(second, third) == [None, 1]
    assert told(any_desk, third) == [2, 1]


async def test_a_place_is_told_once_however_many_go_before_it(desk: Desk) -> None:
    _, (_, *waiting, last) = queue(desk, 8)
    before = len(desk.observer.of(last))
    desk.stop(*waiting)
    await turns(2)
    assert last.place == 1
    assert told(desk, last) == [8, 1]
    assert len(desk.observer.of(last)) == before + 1


async def test_how_far_back_a_prompt_is_counts_as_far_as_anybody_counts(desk: Desk) -> None:
    _, (_, *waiting) = queue(desk, LAST_PLACE + 3)
    assert places(*waiting[-4:]) == [LAST_PLACE] * 4
    desk.stop(waiting[0])
    await turns(2)
    assert places(*waiting[-4:]) == [LAST_PLACE - 1, *[LAST_PLACE] * 3]


async def test_persons_wait_for_each_persona_in_a_line_of_its_own(desk: Desk) -> None:
    queue(desk, 1)
    desk.ask(desk.writer("x"), persona_id="other")
    elsewhere = desk.ask(desk.writer("y"), persona_id="other")
    assert elsewhere.place == 1


async def test_sent_first_a_prompt_is_answered_next_and_what_runs_goes_on(any_desk: Desk) -> None:
    first, (running, second, third, fourth) = queue(any_desk, 3)
    move(any_desk, fourth, "front")
    await turns(2)
    assert places(fourth, second, third) == [1, 2, 3]
    assert running.state == "running"
    first.go_on.set()
    await within(running.ended.wait())
    assert [one.state for one in (fourth, second, third)] == ["running", "queued", "queued"]
    move(any_desk, second, "front")
    assert any_desk.registry.live(any_desk.chat_id) == (second, third, fourth)


async def test_taken_back_a_prompt_is_as_if_it_had_not_been_sent(any_desk: Desk) -> None:
    first, (running, second, third) = queue(any_desk, 2)
    move(any_desk, second, "input")
    await within(second.ended.wait())
    assert any_desk.shown() == ["Why?", "2?", "first"]
    prompt = prompt_of(any_desk, second)
    assert (prompt.body, prompt.deleted) == ("", True)
    assert not prompt.metadata
    await turns(2)
    assert third.place == 1
    first.go_on.set()
    await within(running.ended.wait())
    assert third.state == "running"
    with pytest.raises(NotWaiting):
        move(any_desk, second, "input")


async def test_one_that_has_begun_meanwhile_is_neither_moved_nor_lost(any_desk: Desk) -> None:
    first, (running, second) = queue(any_desk, 1)
    first.go_on.set()
    await within(running.ended.wait())
    for to in ("front", "input"):
        with pytest.raises(NotWaiting):
            move(any_desk, second, to)
    assert second.state == "running"
    assert prompt_of(any_desk, second).body == "1?"


async def test_a_prompt_for_two_personas_is_taken_back_from_both(desk: Desk) -> None:
    queue(desk, 0)
    desk.ask(desk.writer("x"), persona_id="other")
    prompt_id = desk.prompt("Both?")
    both = [
        desk.ask(desk.writer("z"), persona_id=one, prompt_id=prompt_id)
        for one in ("persona", "other")
    ]
    move(desk, both[1], "input")
    for one in both:
        await within(one.ended.wait())
    assert desk.message(prompt_id).deleted
    assert desk.mark(prompt_id) is None


async def test_what_one_persona_has_begun_with_is_not_taken_back_from_another(desk: Desk) -> None:
    first, (running, second) = queue(desk, 1)
    assert desk.observer.of(second)[-1]["can_take_back"] is True
    desk.ask(desk.writer("x"), persona_id="other", prompt_id=second.prompt_id)
    assert "can_take_back" not in desk.observer.of(second)[-1]
    with pytest.raises(NotWaiting):
        move(desk, second, "input")
    later = desk.ask(desk.writer("y"), prompt_id=running.prompt_id)
    assert "can_take_back" not in desk.observer.of(later)[-1]
    assert prompt_of(desk, second).body == "1?"
    first.go_on.set()


async def test_a_prompt_that_was_answered_before_is_not_taken_back_from_the_chat(
    any_desk: Desk,
) -> None:
    writer = any_desk.writer("An answer.")
    answered = any_desk.ask(writer, prompt_id=any_desk.prompt("Old?"))
    writer.go_on.set()
    await within(answered.ended.wait())
    # As after the server was started anew: it has forgotten, and the chat has not.
    chat = any_desk.registry._chats.named(any_desk.chat_id)[0]
    chat.heard.clear()
    queue(any_desk, 0)
    again = any_desk.ask(any_desk.writer("x"), prompt_id=answered.prompt_id)
    with pytest.raises(NotWaiting):
        move(any_desk, again, "input")
    any_desk.stop(again)
    await within(again.ended.wait())
    any_desk.backend.answer = lambda prompt_id: any_desk.ask(
        any_desk.writer("y"), prompt_id=prompt_id
    )
    (asked,) = any_desk.registry.regenerate(any_desk.chat_id, answered.prompt_id, by="ada")
    assert "can_take_back" not in any_desk.observer.of(asked)[-1]


async def test_somebody_elses_is_sent_first_by_who_may_stop_it_and_taken_back_by_nobody(
    any_desk: Desk,
) -> None:
    _, (_, second, third) = queue(any_desk, 2, asked_by="ada")
    for to in ("front", "input"):
        with pytest.raises(NotAllowed):
            move(any_desk, third, to, by="grace")
    move(any_desk, third, "front", by="grace", may_stop_others=True)
    with pytest.raises(NotAllowed):
        move(any_desk, second, "input", by="grace", may_stop_others=True)
    await turns(2)
    assert places(third, second) == [1, 2]
    # What somebody has asked again is theirs, and the prompt is not.
    theirs = any_desk.ask(any_desk.writer("x"), prompt_id=any_desk.prompt(), asked_by="grace")
    with pytest.raises(NotAllowed):
        move(any_desk, theirs, "input", by="grace")
    assert any_desk.shown().count("Why?") == 2


async def test_what_is_not_there_is_not_moved(desk: Desk) -> None:
    _, (_, second) = queue(desk, 1)
    with pytest.raises(UnknownGeneration):
        desk.registry.move("elsewhere", second.generation_id, "front", by="ada")
    with pytest.raises(UnknownGeneration):
        desk.registry.move(desk.chat_id, "nothing", "front", by="ada")
    prompt = prompt_of(desk, second)
    prompt.deleted = True
    desk.chat.update_message(prompt)
    with pytest.raises(UnknownPrompt):
        move(desk, second, "input")
    assert second.state == "queued"


async def test_prompts_that_one_stop_has_dropped_say_so_and_of_whom(any_desk: Desk) -> None:
    _, (running, second, third, fourth) = queue(any_desk, 3)
    any_desk.stop(fourth)
    any_desk.stop()
    for one in (running, second, third, fourth):
        await within(one.ended.wait())
    marks = [any_desk.mark(one.prompt_id) or {} for one in (second, third, fourth)]
    assert [mark["waited_for"] for mark in marks] == ["Persona"] * 3
    assert marks[0]["stop_id"] == marks[1]["stop_id"] != marks[2]["stop_id"]
    replies = [any_desk.mark(one) or {} for one in running.reply_ids]
    assert all("waited_for" not in mark for mark in replies)
