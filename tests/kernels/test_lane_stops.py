"""A stop drops what waits of the answer, interrupts what runs of it, and touches nothing else."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_stop_stream.kernels.assurance import ANSWERS_WITHIN_S, TRIES

from ..fakes.patience import turns, within
from .crossing import Crossing

pytestmark = pytest.mark.asyncio


async def test_the_cell_that_runs_is_interrupted_once_in_the_tick_of_the_stop(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    assert crossing.kernel.signals == 1
    assert generation.resources.closed == {"execution"}
    assert generation.resources.open() == (execution,)
    crossing.ends("answer's", fails=True)
    assert generation.resources.open() == ()


async def test_it_is_interrupted_again_only_when_the_first_has_had_its_time(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    for after_s, signals in ((0.05, 1), (0.25, 1), (1.0, 1), (2.0, 2)):
        crossing.clock.pass_s(after_s - crossing.clock.time())
        execution.close(is_again=True)
        assert crossing.kernel.signals == signals


async def test_what_waits_is_dropped_and_its_sender_is_told(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.person_runs("person's")
    crossing.answer_runs(generation, "answer's")
    crossing.person_runs("another")
    crossing.begins("person's")
    crossing.stop(generation)
    assert crossing.told == ["person's sent", "answer's aborted", "another sent"]
    assert crossing.kernel.signals == 0
    assert generation.resources.open() == ()


async def test_a_persons_cell_behind_it_runs_when_the_signal_has_had_its_effect(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.person_runs("person's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.ends("answer's", fails=True)
    crossing.kernel.asked.clear()
    crossing.clock.pass_s(0.06)
    assert crossing.told == ["answer's sent"]
    crossing.kernel.answer()
    assert crossing.told == ["answer's sent", "person's sent"]
    assert crossing.kernel.signals == 1


async def test_nothing_goes_in_before_the_kernel_has_been_seen_to_answer(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.ends("answer's", replies=False)
    crossing.person_runs("person's")
    for _ in range(3):
        crossing.clock.pass_s(ANSWERS_WITHIN_S)
        # The answer is lost with what the signal has left.
        crossing.kernel.asked.clear()
    assert "person's sent" not in crossing.told
    crossing.clock.pass_s(ANSWERS_WITHIN_S)
    crossing.kernel.answer()
    assert crossing.told[-1] == "person's sent"


async def test_a_kernel_that_never_answers_keeps_nobody_waiting(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.ends("answer's", fails=True)
    crossing.person_runs("person's")
    crossing.clock.pass_s((TRIES + 1) * ANSWERS_WITHIN_S)
    assert crossing.told[-1] == "person's sent"


async def test_nothing_goes_in_while_a_signal_is_on_its_way(slow_crossing: Crossing) -> None:
    generation = slow_crossing.answer()
    slow_crossing.answer_runs(generation, "answer's")
    slow_crossing.person_runs("person's")
    slow_crossing.begins("answer's")
    slow_crossing.stop(generation)
    slow_crossing.ends("answer's")
    slow_crossing.person_runs("another")
    slow_crossing.clock.pass_s(1)
    assert slow_crossing.told == ["answer's sent"]
    slow_crossing.kernel.send_signals()
    assert slow_crossing.told == ["answer's sent"]
    slow_crossing.clock.pass_s(0.06)
    slow_crossing.kernel.answer()
    assert slow_crossing.told == ["answer's sent", "person's sent", "another sent"]


async def test_a_cell_on_its_way_into_the_kernel_is_interrupted_as_it_begins(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.stop(generation)
    assert crossing.kernel.signals == 0
    crossing.begins("answer's")
    assert crossing.kernel.signals == 1


async def test_a_cell_that_has_ended_by_itself_costs_nobody_a_signal(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.person_runs("person's")
    crossing.begins("answer's")
    crossing.ends("answer's")
    crossing.begins("person's")
    crossing.stop(generation)
    assert crossing.kernel.signals == 0
    assert generation.resources.closed == set()


async def test_the_rest_of_a_run_all_never_begins(crossing: Crossing) -> None:
    generation = crossing.answer()
    for name in "123":
        crossing.answer_runs(generation, name)
    crossing.begins("1")
    crossing.stop(generation)
    assert crossing.told == ["1 sent", "2 aborted", "3 aborted"]
    crossing.ends("1", fails=True)
    assert generation.resources.open() == ()


async def test_of_two_answers_in_one_kernel_only_the_stopped_one_ends(crossing: Crossing) -> None:
    first, second = crossing.answer(), crossing.answer()
    crossing.answer_runs(first, "first")
    crossing.answer_runs(second, "second")
    crossing.begins("first")
    crossing.stop(second)
    assert crossing.kernel.signals == 0
    assert crossing.told == ["first sent", "second aborted"]
    crossing.answer_runs(crossing.answer(), "third")
    crossing.stop(first)
    crossing.ends("first", fails=True)
    crossing.clock.pass_s(0.06)
    crossing.kernel.answer()
    assert crossing.told[-1] == "third sent"


async def test_a_reply_that_the_interrupt_cost_is_said_in_the_kernels_place(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.ends("answer's", replies=False)
    crossing.clock.pass_s(1)
    assert crossing.told == ["answer's sent", "answer's aborted"]


async def test_a_reply_that_comes_after_the_idle_is_left_as_it_is(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.ends("answer's", replies=False)
    crossing.clock.pass_s(0.2)
    crossing.lane.replied("answer's")
    crossing.clock.pass_s(1)
    assert crossing.told == ["answer's sent"]


async def test_an_end_that_the_interrupt_cost_is_found_by_asking_the_kernel(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.clock.pass_s(1.1)
    crossing.kernel.answer()
    crossing.clock.pass_s(1)
    assert generation.resources.open() == ()
    assert crossing.told == ["answer's sent", "answer's aborted"]


async def test_a_cell_that_does_not_heed_is_what_is_left_until_it_ends(crossing: Crossing) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation)
    crossing.clock.pass_s(10)
    assert {one.kind for one in generation.resources.open()} == {"execution"}
    over = asyncio.ensure_future(generation.resources.settle(None))
    await turns(2)
    crossing.ends("answer's")
    assert execution.is_over
    assert await within(over, 1)


async def test_a_failed_answer_leaves_its_cell_running(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    generation.cancel()
    assert crossing.kernel.signals == 0


async def test_stopping_twice_and_after_the_end_does_nothing_more(crossing: Crossing) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    assert crossing.lane.stop(execution)
    assert not crossing.lane.stop(execution)
    crossing.ends("answer's")
    assert not crossing.lane.stop(execution)
    assert crossing.kernel.signals == 1


async def test_what_comes_after_the_stop_never_begins(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.stop(generation)
    crossing.answer_runs(generation, "answer's")
    assert crossing.told == ["answer's aborted"]
    assert crossing.lane.is_empty


async def test_a_cell_ends_at_the_stop_and_not_after_the_backends_own_cancel(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "1")
    crossing.answer_runs(generation, "2")
    crossing.begins("1")
    generation.signal.set()
    assert crossing.kernel.signals == 1
    assert crossing.told == ["1 sent", "2 aborted"]
    crossing.answer_runs(generation, "3")
    assert crossing.told[-1] == "3 aborted"
    crossing.ends("1", fails=True)
    generation.cancel()
    assert crossing.kernel.signals == 1
    assert generation.resources.closed == {"execution"}


async def test_a_cell_that_has_ended_leaves_nothing_at_its_answer(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.ends("answer's")
    assert generation.signal._callbacks == []
