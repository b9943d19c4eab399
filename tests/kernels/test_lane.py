"""Executions reach a kernel in the order in which they came, and a person's wait for no more than
an answer's.
"""

from __future__ import annotations

import pytest

from jupyter_stop_stream.kernels import Lane
from jupyter_stop_stream.kernels.assurance import NUDGES

from .crossing import Crossing

pytestmark = pytest.mark.asyncio


async def test_without_an_answer_everything_goes_in_at_once(crossing: Crossing) -> None:
    crossing.person_runs("first")
    crossing.person_runs("second")
    assert crossing.told == ["first sent", "second sent"]
    assert crossing.kernel.asked == []


async def test_nothing_is_kept_of_what_has_ended(crossing: Crossing) -> None:
    crossing.person_runs("first")
    assert not crossing.lane.is_empty
    crossing.ends("first")
    assert crossing.lane.is_empty


async def test_a_persons_cell_waits_while_an_answers_runs_and_no_longer(crossing: Crossing) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.person_runs("person's")
    crossing.begins("answer's")
    assert crossing.told == ["answer's sent"]
    crossing.ends("answer's")
    assert crossing.told == ["answer's sent", "person's sent"]


async def test_a_persons_cells_go_in_together_once_the_answers_is_over(crossing: Crossing) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.person_runs("first")
    crossing.person_runs("second")
    crossing.ends("answer's")
    assert crossing.told[1:] == ["first sent", "second sent"]


async def test_an_answers_cell_waits_for_what_a_person_runs(crossing: Crossing) -> None:
    crossing.person_runs("person's")
    crossing.answer_runs(crossing.answer(), "answer's")
    assert crossing.told == ["person's sent"]
    crossing.ends("person's")
    assert crossing.told == ["person's sent", "answer's sent"]


async def test_no_execution_overtakes_another(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.person_runs("1")
    crossing.answer_runs(generation, "2")
    crossing.person_runs("3")
    crossing.answer_runs(generation, "4")
    for name in "1234":
        assert crossing.told[-1] == f"{name} sent"
        crossing.ends(name)
    assert crossing.told == ["1 sent", "2 sent", "3 sent", "4 sent"]


async def test_the_rest_of_an_answers_run_all_is_dropped_when_one_fails(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "1")
    crossing.answer_runs(generation, "2")
    crossing.person_runs("person's")
    crossing.answer_runs(crossing.answer(), "another's")
    crossing.answer_runs(generation, "3")
    crossing.ends("1", fails=True)
    assert crossing.told == ["1 sent", "2 aborted", "3 aborted", "person's sent"]
    crossing.ends("person's")
    assert crossing.told[-1] == "another's sent"


async def test_what_was_not_to_stop_at_a_failure_goes_on(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "1", stops_on_error=False)
    crossing.answer_runs(generation, "2")
    crossing.ends("1", fails=True)
    assert crossing.told == ["1 sent", "2 sent"]


async def test_a_persons_failing_cell_aborts_what_waits_as_the_kernel_would(
    crossing: Crossing,
) -> None:
    crossing.person_runs("1")
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.person_runs("2")
    crossing.ends("1", fails=True)
    assert crossing.told == ["1 sent", "answer's aborted", "2 aborted"]


async def test_a_persons_interrupt_aborts_what_waits_as_the_kernel_would(
    crossing: Crossing,
) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.begins("answer's")
    crossing.person_runs("person's")
    crossing.lane.interrupted()
    crossing.ends("answer's", fails=True)
    assert crossing.told == ["answer's sent", "person's aborted"]


async def test_a_cell_that_takes_no_heed_of_an_interrupt_aborts_nothing(crossing: Crossing) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.begins("answer's")
    crossing.person_runs("person's")
    crossing.lane.interrupted()
    crossing.ends("answer's")
    assert crossing.told == ["answer's sent", "person's sent"]


async def test_a_kernel_that_starts_anew_loses_what_was_in_it_and_before_it(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.person_runs("person's")
    crossing.lane.clear()
    assert crossing.told == ["answer's sent", "person's aborted"]
    assert execution.is_over
    assert generation.resources.open() == ()
    assert crossing.lane.is_empty


async def test_a_status_that_is_lost_keeps_nobody_waiting(crossing: Crossing) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.person_runs("person's")
    crossing.person_runs("another")
    assert len(crossing.kernel.asked) == 1
    crossing.begins("answer's")
    crossing.kernel.answer()
    crossing.clock.pass_s(0.2)
    assert crossing.told == ["answer's sent"]
    crossing.kernel.answer()
    crossing.clock.pass_s(0.2)
    assert crossing.told == ["answer's sent", "person's sent", "another sent"]


async def test_a_kernel_that_says_nothing_of_a_cell_is_asked_until_it_must_have_had_it(
    crossing: Crossing,
) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.person_runs("person's")
    for _ in range(15):
        crossing.kernel.answer()
        crossing.clock.pass_s(0.1)
    assert crossing.told == ["answer's sent"]
    for _ in range(15):
        crossing.kernel.answer()
        crossing.clock.pass_s(0.1)
    assert crossing.told == ["answer's sent", "person's sent"]


async def test_the_kernel_is_asked_again_for_whoever_still_waits(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "1")
    crossing.answer_runs(generation, "2")
    crossing.person_runs("person's")
    crossing.ends("1")
    crossing.begins("2")
    for _ in range(2):
        crossing.kernel.answer()
        crossing.clock.pass_s(0.2)
    assert crossing.told == ["1 sent", "2 sent", "person's sent"]


async def test_what_cannot_wait_is_noted_as_it_is(crossing: Crossing) -> None:
    crossing.person_has_sent("person's")
    crossing.answer_runs(crossing.answer(), "answer's")
    assert crossing.told == []
    crossing.ends("person's")
    assert crossing.told == ["answer's sent"]


async def test_a_status_of_nobodys_changes_nothing(crossing: Crossing) -> None:
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.begins("unknown")
    crossing.ends("unknown", fails=True)
    assert not crossing.lane.is_empty


async def test_an_answers_cell_waits_until_its_kernel_can_be_heard(crossing: Crossing) -> None:
    crossing.lane = Lane(crossing.kernel, crossing.clock, crossing.changed.append)
    crossing.person_runs("person's")
    crossing.ends("person's")
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.kernel.answer()
    crossing.clock.pass_s(0.1)
    assert crossing.told == ["person's sent"]
    assert len(crossing.kernel.asked) == 1
    crossing.lane.heard()
    assert crossing.told == ["person's sent", "answer's sent"]


async def test_a_kernel_that_is_never_heard_runs_the_answers_cell_nevertheless(
    crossing: Crossing,
) -> None:
    crossing.lane = Lane(crossing.kernel, crossing.clock, crossing.changed.append)
    crossing.answer_runs(crossing.answer(), "answer's")
    for _ in range(NUDGES):
        crossing.kernel.answer()
        crossing.clock.pass_s(0.1)
    assert crossing.told == ["answer's sent"]


async def test_two_clients_that_use_the_same_id_are_told_apart_by_their_order(
    crossing: Crossing,
) -> None:
    first, second = crossing.person_runs("0"), crossing.person_runs("0")
    crossing.answer_runs(crossing.answer(), "answer's")
    crossing.ends("0")
    assert (first.phase, second.phase) == ("over", "sent")
    crossing.ends("0")
    assert crossing.told[-1] == "answer's sent"


async def test_it_is_open_for_others_but_while_an_answer_has_to_do_with_the_kernel(
    crossing: Crossing,
) -> None:
    assert crossing.lane.is_open
    crossing.person_runs("person's")
    assert crossing.lane.is_open
    crossing.ends("person's")
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    assert not crossing.lane.is_open
    crossing.stop(generation)
    crossing.ends("answer's", fails=True)
    assert not crossing.lane.is_open
    crossing.clock.pass_s(0.06)
    assert not crossing.lane.is_open
    crossing.kernel.answer()
    assert crossing.lane.is_open
