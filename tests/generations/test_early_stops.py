"""A stop that comes before the prompt that it means."""

from __future__ import annotations

import pytest

from jupyter_stop_stream.generations import early_stops
from jupyter_stop_stream.generations.early_stops import (
    MOST,
    MOST_OF_ONE,
    REMEMBERED_FOR_S,
    EarlyStop,
    EarlyStops,
)

from ..fakes.desk import Desk
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio


def stop_prompts(desk: Desk, *prompt_ids: str, by: str = "ada") -> list[str]:
    """Stop these prompts and nothing else; the ids of what was there to be stopped."""
    meant = desk.registry.stop(
        desk.chat_id, [], prompt_ids=prompt_ids, by=by, by_name=by.capitalize()
    )
    return [one.generation_id for one in meant]


async def test_a_prompt_that_was_stopped_before_it_came_is_not_answered(any_desk: Desk) -> None:
    prompt_id = any_desk.prompt()
    assert stop_prompts(any_desk, prompt_id) == []
    writer = any_desk.writer("never")
    generation = any_desk.ask(writer, prompt_id=prompt_id, asked_by="ada")
    await within(generation.ended.wait())
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert any_desk.observer.states_of(generation) == ["stopping", "ended"]
    assert (writer.runs, any_desk.shown()) == (0, ["Why?"])
    mark = any_desk.mark(prompt_id)
    assert mark is not None
    assert (mark["status"], mark["stopped_by"], mark["stopped_by_name"]) == (
        "interrupted",
        "ada",
        "Ada",
    )


async def test_it_keeps_its_persona_from_nothing_else(any_desk: Desk) -> None:
    prompt_id = any_desk.prompt()
    stop_prompts(any_desk, prompt_id)
    any_desk.ask(any_desk.writer("never"), prompt_id=prompt_id)
    writer = any_desk.writer("at once")
    writer.go_on.set()
    generation = any_desk.ask(writer)
    await within(generation.ended.wait())
    assert generation.outcome == "complete"


async def test_a_prompt_for_several_personas_is_answered_by_none(any_desk: Desk) -> None:
    prompt_id = any_desk.prompt()
    stop_prompts(any_desk, prompt_id)
    names = ("persona", "other", "third")
    writers = [any_desk.writer("never", persona_id=name) for name in names]
    for name, writer in zip(names, writers, strict=True):
        generation = any_desk.ask(writer, prompt_id=prompt_id, persona_id=name)
        await within(generation.ended.wait())
    assert [writer.runs for writer in writers] == [0, 0, 0]


async def test_a_prompt_that_waits_for_its_persona_is_not_answered_either(desk: Desk) -> None:
    first = desk.writer("first")
    running = desk.ask(first)
    await within(first.waits.wait())
    prompt_id = desk.prompt()
    stop_prompts(desk, prompt_id)
    generation = desk.ask(desk.writer("never"), prompt_id=prompt_id)
    await within(generation.ended.wait())
    assert (generation.outcome, running.state) == ("interrupted", "running")


async def test_somebody_elses_prompt_is_answered(desk: Desk) -> None:
    prompt_id = desk.prompt(sender="grace")
    stop_prompts(desk, prompt_id, by="ada")
    generation = desk.ask(desk.writer("a"), prompt_id=prompt_id, asked_by="grace")
    assert generation.state == "running"


async def test_the_same_id_in_another_chat_is_another_prompt(desk: Desk) -> None:
    prompt_id = desk.prompt()
    desk.registry.stop("elsewhere", [], prompt_ids=[prompt_id], by="ada")
    assert desk.ask(desk.writer("a"), prompt_id=prompt_id).state == "running"


async def test_a_prompt_that_has_come_is_stopped_as_its_answer_is(any_desk: Desk) -> None:
    writer = any_desk.writer("seen")
    named, other = any_desk.ask(writer), any_desk.ask(any_desk.writer("b"), persona_id="other")
    await within(writer.waits.wait())
    assert stop_prompts(any_desk, named.prompt_id) == [named.generation_id]
    await within(named.ended.wait())
    assert (named.outcome, other.state) == ("interrupted", "running")


async def test_an_answer_and_a_prompt_are_both_meant(desk: Desk) -> None:
    named = desk.ask(desk.writer("a"))
    prompt_id = desk.prompt()
    assert desk.stop(named, prompt_ids=[prompt_id, named.prompt_id]) == [named]
    later = desk.ask(desk.writer("b"), prompt_id=prompt_id, persona_id="other")
    assert (named.state, later.state) == ("stopping", "stopping")


async def test_without_names_all_of_mine_and_the_prompts_are_meant(desk: Desk) -> None:
    mine = desk.ask(desk.writer("a"), asked_by="ada")
    theirs = desk.ask(desk.writer("b"), asked_by="grace", persona_id="other")
    prompt_id = desk.prompt()
    meant = desk.registry.stop(desk.chat_id, None, prompt_ids=[prompt_id], by="ada")
    later = desk.ask(desk.writer("c"), prompt_id=prompt_id, asked_by="ada", persona_id="third")
    assert (meant, theirs.state, later.state) == ([mine], "running", "stopping")


async def test_naming_a_prompt_reaches_nothing_that_somebody_else_asked_for(desk: Desk) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    meant = desk.registry.stop(
        desk.chat_id, None, prompt_ids=[theirs.prompt_id], by="ada", may_stop_others=True
    )
    assert (meant, theirs.state) == ([], "running")


async def test_an_answer_that_had_ended_stays_as_it_is(desk: Desk) -> None:
    writer = desk.writer("whole")
    writer.go_on.set()
    generation = desk.ask(writer)
    await within(generation.ended.wait())
    assert stop_prompts(desk, generation.prompt_id) == [generation.generation_id]
    assert generation.outcome == "complete"


async def test_a_prompt_that_is_asked_again_is_answered(desk: Desk) -> None:
    prompt_id = desk.prompt()
    stop_prompts(desk, prompt_id)
    stopped = desk.ask(desk.writer("never"), prompt_id=prompt_id)
    await within(stopped.ended.wait())
    desk.backend.answer = lambda prompt: desk.ask(desk.writer("again"), prompt_id=prompt)
    (again,) = desk.registry.regenerate(desk.chat_id, prompt_id, by="ada")
    assert again.state == "running"


async def test_a_prompt_that_comes_after_half_a_minute_is_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_stops, "REMEMBERED_FOR_S", -1.0)
    prompt_id = desk.prompt()
    stop_prompts(desk, prompt_id)
    assert desk.ask(desk.writer("a"), prompt_id=prompt_id).state == "running"


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def early(prompt_id: str, by: str = "ada") -> EarlyStop:
    return EarlyStop("chat", None, prompt_id, by, None)


async def test_what_nobody_asks_for_any_more_is_forgotten_in_time() -> None:
    clock = Clock()
    stops = EarlyStops(clock)
    stops.remember([early("one")])
    clock.now_s = REMEMBERED_FOR_S - 1
    stops.remember([early("two")])
    assert stops.find("chat", "one") == [early("one")]
    clock.now_s = REMEMBERED_FOR_S
    assert (stops.find("chat", "one"), len(stops)) == ([], 1)
    assert stops.find("chat", "two") == [early("two")]


async def test_the_oldest_of_one_person_make_room_and_nobody_elses_do() -> None:
    stops = EarlyStops()
    stops.remember([early("hers", by="grace")])
    stops.remember([early(f"{number}") for number in range(MOST_OF_ONE)])
    stops.remember([early("0"), early("last")])
    assert len(stops) == MOST_OF_ONE + 1
    assert stops.find("chat", "1") == []
    for prompt_id, by in (("0", "ada"), ("last", "ada"), ("hers", "grace")):
        assert stops.find("chat", prompt_id) == [early(prompt_id, by)]


async def test_of_all_people_no_more_are_remembered_than_so_many() -> None:
    stops = EarlyStops()
    for number in range(MOST + 1):
        stops.remember([early("prompt", by=f"person-{number}")])
    assert len(stops) == MOST
    assert early("prompt", by="person-0") not in stops.find("chat", "prompt")
