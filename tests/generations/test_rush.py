"""Where many stops come at once, none waits for the end of another to be written."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import pytest

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.generations import rush as rushes
from jupyter_stop_stream.generations.rush import (
    CALM_S,
    CALM_TURNS,
    DEFER_LIMIT_S,
    LIMIT_S,
    Rush,
)

from ..conftest import MakeDesk
from ..fakes.desk import Desk
from ..fakes.loop_turns import LoopTurns
from ..fakes.patience import turns, within
from ..fakes.side_by_side import side_by_side
from ..fakes.writer import Writer

pytestmark = pytest.mark.asyncio

WAITING = 60

LONG_S = 0.2
"""In the place of `CALM_S`, where so many turns of the loop have to be over sooner, in seconds."""


def stop(rush: Rush, work: Callable[[], object] = lambda: None) -> None:
    """A stop, and what follows from it."""
    rush.on_stop()
    rush.defer(work)


async def test_ends_are_written_when_all_that_come_at_once_are_stopped(desk: Desk) -> None:
    generations, writers = await side_by_side(desk, 20)
    for generation in generations:
        desk.stop(generation)
        await turns()
    assert {generation.state for generation in generations} == {"stopping"}
    assert all(writer.over.is_set() for writer in writers)
    for generation in generations:
        await within(generation.ended.wait())


async def a_long_line(desk: Desk) -> tuple[list[Generation], list[Writer]]:
    """An answer that is written, and many prompts that wait behind it."""
    writers = [desk.writer("a")] + [desk.writer("b") for _ in range(WAITING)]
    generations = [desk.ask(writer) for writer in writers]
    await within(writers[0].waits.wait())
    return generations, writers


async def test_a_stop_of_many_prompts_that_wait_writes_nothing_itself_and_none_of_them_begins(
    any_desk: Desk,
) -> None:
    generations, writers = await a_long_line(any_desk)
    any_desk.chat.writes.clear()
    assert len(any_desk.stop(generations[0])) == WAITING + 1
    assert any_desk.chat.writes == []
    assert {generation.state for generation in generations} == {"stopping"}
    for generation in generations:
        await within(generation.ended.wait())
    assert [writer.runs for writer in writers] == [1] + [0] * WAITING
    assert {any_desk.status(one.prompt_id) for one in generations[1:]} == {"interrupted"}


async def test_what_waits_behind_prompts_that_are_being_stopped_begins_before_all_have_ended(
    desk: Desk,
) -> None:
    generations, _ = await a_long_line(desk)
    following = desk.writer("c")
    desk.ask(following, asked_by="grace")
    desk.stop(*generations, by="ada")
    await within(following.waits.wait())
    # All that keeps it waiting is the answer that had begun.
    assert generations[0].state == "ended"
    assert {generation.state for generation in generations[1:]} == {"stopping"}


async def test_the_ends_of_prompts_that_waited_are_written_one_in_a_turn_of_the_loop(
    any_desk: Desk,
) -> None:
    generations, _ = await a_long_line(any_desk)
    async with LoopTurns() as loop_turns:
        written_at: list[int] = []
        any_desk.chat.on_write = lambda write: written_at.append(loop_turns.count)
        any_desk.stop(generations[0])
        for generation in generations:
            await within(generation.ended.wait())
    assert len(written_at) == WAITING + 1
    assert len(set(written_at)) == len(written_at)


async def test_a_stop_elsewhere_waits_for_the_end_of_one_prompt_that_waited_and_not_of_all(
    make_desk: MakeDesk,
) -> None:
    desk = await make_desk()
    elsewhere = await make_desk(registry=desk.registry)
    generations, _ = await a_long_line(desk)
    writer = elsewhere.writer("a")
    other = elsewhere.ask(writer)
    await within(writer.waits.wait())
    desk.stop(generations[0])
    await within(generations[3].ended.wait())
    desk.chat.writes.clear()
    # As a frame does, which is read, taken apart and handled in a turn each.
    await turns(3)
    elsewhere.stop(other)
    await within(writer.over.wait())
    assert len(desk.chat.writes) <= 1
    for generation in generations:
        await within(generation.ended.wait())


async def test_the_end_of_an_answer_is_not_written_after_those_of_hundreds_of_prompts_that_waited(
    make_desk: MakeDesk,
) -> None:
    desk = await make_desk()
    elsewhere = await make_desk(registry=desk.registry)
    generations, _ = await a_long_line(desk)
    writer = elsewhere.writer("a")
    others = [elsewhere.ask(writer), elsewhere.ask(elsewhere.writer("b"))]
    await within(writer.waits.wait())
    desk.stop(generations[0])
    await within(generations[0].ended.wait())
    assert sum(one.is_live for one in generations) > WAITING - 3
    elsewhere.stop(others[0])
    for other in others:
        await within(other.ended.wait())
    assert sum(one.is_live for one in generations) > WAITING // 2
    for generation in generations:
        await within(generation.ended.wait())


@pytest.mark.usefixtures("unhurried")
async def test_what_is_put_off_waits_for_further_stops_and_then_has_a_turn_each() -> None:
    rush = Rush()
    done: list[int] = []
    stop(rush, partial(done.append, 0))
    assert done == [0]
    for number in range(1, 5):
        stop(rush, partial(done.append, number))
        await turns()
    await turns(CALM_TURNS - 1)
    assert done == [0]
    for count in range(2, 6):
        await turns()
        assert done == list(range(count))
    stop(rush, partial(done.append, 5))
    await turns(CALM_TURNS + 1)
    assert done == list(range(6))


@pytest.mark.usefixtures("unhurried")
async def test_of_stops_that_come_together_who_watches_one_chat_is_told_after_all_of_them(
    desk: Desk,
) -> None:
    generations, _ = await side_by_side(desk, 3)
    of_all: list[tuple[Generation, str]] = []
    of_chat: list[tuple[Generation, str]] = []
    desk.registry.observe(lambda one: of_all.append((one, one.state)))
    desk.registry.observe(lambda one: of_chat.append((one, one.state)), desk.chat_id)
    for generation in generations:
        desk.stop(generation)
    stopping = [(generation, "stopping") for generation in generations]
    assert (of_all, of_chat) == (stopping, stopping[:1])
    for generation in generations:
        await within(generation.ended.wait())
    assert of_chat == of_all
    assert of_chat[:3] == stopping


@pytest.mark.usefixtures("unhurried")
async def test_of_stops_that_come_together_who_asked_is_answered_after_all_of_them(
    desk: Desk,
) -> None:
    generations, _ = await side_by_side(desk, 3)
    answered: list[tuple[Generation, list[str]]] = []

    def answer(generation: Generation) -> None:
        answered.append((generation, [one.state for one in generations]))

    for generation in generations:
        desk.stop(generation)
        desk.registry.after_stops(partial(answer, generation))
    assert [one for one, _ in answered] == generations[:1]
    for generation in generations:
        await within(generation.ended.wait())
    assert [one for one, _ in answered] == generations
    assert all("running" not in states for _, states in answered[1:])


async def test_what_is_put_off_waits_no_longer_than_a_limit_while_stops_come_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rushes, "CALM_S", 60.0)
    rush = Rush()
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    rush.on_stop()
    rush.on_stop()
    began_at = loop.time()
    rush.defer(done.set)
    while not done.is_set():
        rush.on_stop()
        await turns()
    # The clock of uvloop has whole milliseconds.
    assert round(loop.time() - began_at, 3) >= DEFER_LIMIT_S


@pytest.fixture
def collector() -> Iterator[None]:
    """Python's garbage collector, switched on, and as it was when the test is over."""
    was_enabled = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.usefixtures("unhurried", "collector")
async def test_no_garbage_is_collected_while_stops_come_in() -> None:
    rush = Rush()
    is_enabled: list[bool] = []

    def note() -> None:
        is_enabled.append(gc.isenabled())

    stop(rush, note)
    assert gc.isenabled()
    for _ in range(3):
        stop(rush, note)
        await turns()
        assert not gc.isenabled()
    await turns(CALM_TURNS + 3)
    assert is_enabled == [True, False, False, False]
    assert gc.isenabled()


@pytest.mark.usefixtures("unhurried", "collector")
async def test_garbage_is_collected_after_work_that_failed() -> None:
    rush = Rush()
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: failures.append(told))
    stop(rush)
    stop(rush, lambda: 1 / 0)
    assert not gc.isenabled()
    await turns(CALM_TURNS + 2)
    assert len(failures) == 1
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
async def test_garbage_waits_no_longer_than_a_limit_while_stops_come_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rushes, "CALM_S", 60.0)
    rush = Rush()
    loop = asyncio.get_running_loop()
    stop(rush)
    began_at = loop.time()
    stop(rush)
    while not gc.isenabled():
        stop(rush)
        await turns()
    # The clock of uvloop has whole milliseconds.
    assert round(loop.time() - began_at, 3) >= LIMIT_S
    stop(rush)
    await turns()
    assert gc.isenabled()


@pytest.mark.usefixtures("unhurried", "collector")
async def test_a_collector_that_somebody_else_has_switched_off_stays_off() -> None:
    gc.disable()
    rush = Rush()
    for _ in range(3):
        stop(rush)
    await turns(CALM_TURNS + 3)
    assert not gc.isenabled()


async def test_nothing_is_put_off_where_the_stop_before_is_long_ago() -> None:
    rush = Rush()
    done = asyncio.Event()
    rush.on_stop()
    await asyncio.sleep(2 * CALM_S)
    rush.on_stop()
    rush.defer(done.set)
    assert done.is_set()


async def test_an_end_waits_no_longer_than_a_limit_while_stops_come_in() -> None:
    rush = Rush()
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    over = asyncio.ensure_future(rush.over("chat", has_begun=True))
    while not over.done():
        assert loop.time() - began_at < 10 * LIMIT_S
        rush.on_stop()
        await asyncio.sleep(CALM_S / 5)


async def test_an_end_that_waits_in_line_waits_for_the_stops_that_come_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rushes, "CALM_S", LONG_S)
    rush = Rush()
    ends: list[int] = []

    async def end(number: int) -> None:
        await rush.over("chat", has_begun=True)
        ends.append(number)

    tasks = [asyncio.ensure_future(end(number)) for number in range(3)]
    await within(tasks[0])
    rush.on_stop()
    await turns(2 * CALM_TURNS)
    assert ends == [0]
    await within(asyncio.gather(*tasks))
    assert ends == [0, 1, 2]


async def test_each_chat_has_its_turn_and_answers_that_ran_come_first() -> None:
    rush = Rush()
    ends: list[str] = []

    async def end(name: str, *, has_begun: bool = False) -> None:
        await rush.over(name[0], has_begun=has_begun)
        ends.append(name)

    line = [end("a1"), end("a2"), end("a3"), end("b1"), end("b2"), end("a0", has_begun=True)]
    await within(asyncio.gather(*line))
    assert ends == ["a0", "a1", "b1", "a2", "b2", "a3"]
    await within(end("a4"))


async def test_a_turn_that_takes_long_does_not_count_as_calm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The frames of the stops that come meanwhile were not read yet."""
    monkeypatch.setattr(rushes, "CALM_S", LONG_S)
    monkeypatch.setattr(rushes, "LIMIT_S", 100 * LONG_S)
    rush = Rush()
    rush.on_stop()
    over = asyncio.ensure_future(rush.over("chat", has_begun=True))
    loop = asyncio.get_running_loop()
    await turns(CALM_TURNS + 3)
    # The timer is due when this turn is over.
    until = loop.time() + 2 * LONG_S
    while loop.time() < until:
        pass
    await turns(3)
    rush.on_stop()
    await turns(CALM_TURNS)
    assert not over.done()
    await within(over)


async def test_between_two_ends_the_event_loop_has_its_turns() -> None:
    rush = Rush()
    order: list[str] = []

    async def end() -> None:
        await rush.over("chat", has_begun=True)
        order.append("end")

    async def other() -> None:
        while order.count("end") < 3:
            order.append("other")
            await asyncio.sleep(0)

    await within(asyncio.gather(end(), end(), end(), other()))
    ends = [at for at, what in enumerate(order) if what == "end"]
    assert all(later - earlier >= CALM_TURNS for earlier, later in pairwise(ends))
