"""One execution of an answer is ended alone, or left by a stop: everything else goes on."""

from __future__ import annotations

import pytest

from jupyter_stop_stream.generations.call import ASKED, STOPPED
from jupyter_stop_stream.kernels import AnswersExecution

from .crossing import Crossing

pytestmark = pytest.mark.asyncio


async def test_a_cell_that_is_ended_alone_is_interrupted_once_and_the_answer_goes_on(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's", stops_on_error=False)
    crossing.person_runs("person's")
    crossing.answer_runs(generation, "next")
    crossing.begins("answer's")
    execution.end_alone()
    execution.end_alone()
    assert crossing.kernel.signals == 1
    assert not generation.signal.stopped
    crossing.ends("answer's", fails=True)
    crossing.clock.pass_s(0.1)
    crossing.kernel.answer()
    assert crossing.told == ["answer's sent", "person's sent"]
    crossing.ends("person's")
    assert crossing.told[-1] == "next sent"


async def test_what_an_answer_runs_when_it_has_the_failing_reply_is_no_part_of_that_batch(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "fails")
    crossing.answer_runs(generation, "its batch")
    crossing.begins("fails")
    crossing.lane.failed("fails")
    crossing.lane.replied("fails")
    # That the kernel is idle is heard on another socket.
    crossing.answer_runs(generation, "next")
    crossing.lane.idle("fails")
    assert crossing.told == ["fails sent", "its batch aborted", "next sent"]


async def test_a_cell_that_waits_is_dropped_alone(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.person_runs("person's")
    waiting = crossing.answer_runs(generation, "waiting")
    crossing.answer_runs(generation, "another")
    crossing.begins("person's")
    waiting.end_alone()
    assert crossing.told == ["person's sent", "waiting aborted"]
    assert crossing.kernel.signals == 0
    crossing.ends("person's")
    assert crossing.told[-1] == "another sent"


async def test_what_has_ended_is_not_ended_again_and_a_persons_cell_is_not_hit(
    crossing: Crossing,
) -> None:
    execution = crossing.answer_runs(crossing.answer(), "answer's")
    crossing.person_runs("person's")
    crossing.begins("answer's")
    crossing.ends("answer's")
    crossing.begins("person's")
    execution.end_alone()
    assert crossing.kernel.signals == 0


async def test_a_kernel_is_started_anew_only_while_the_cell_runs_there(crossing: Crossing) -> None:
    execution = crossing.answer_runs(crossing.answer(), "answer's")
    crossing.begins("answer's")
    execution.restart_kernel()
    (is_due,) = crossing.kernel.restarts
    assert is_due()
    crossing.ends("answer's")
    assert not is_due()


async def test_what_comes_while_the_kernel_is_started_anew_goes_into_the_new_one(
    crossing: Crossing,
) -> None:
    crossing.lane.hold()
    assert not crossing.lane.is_open
    crossing.person_runs("person's")
    crossing.answer_runs(crossing.answer(), "answer's")
    assert crossing.told == []
    crossing.lane.release()
    assert crossing.told == ["person's sent"]
    crossing.ends("person's")
    assert crossing.told[-1] == "answer's sent"


async def test_a_stop_that_leaves_what_runs_drops_what_waits_and_waits_for_neither(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    running = crossing.answer_runs(generation, "running")
    crossing.answer_runs(generation, "waiting")
    crossing.begins("running")
    crossing.stop(generation, leaves_executions=True)
    assert crossing.told == ["running sent", "waiting aborted"]
    assert crossing.kernel.signals == 0
    assert generation.resources.open() == (running,)
    assert await generation.resources.settle(0, but_left=True)
    assert not await generation.resources.settle(0)


async def test_what_is_on_its_way_into_the_kernel_is_left_too(crossing: Crossing) -> None:
    generation = crossing.answer()
    crossing.answer_runs(generation, "answer's")
    crossing.stop(generation, leaves_executions=True)
    crossing.begins("answer's")
    assert crossing.kernel.signals == 0


async def test_what_was_left_can_be_interrupted(crossing: Crossing) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    crossing.stop(generation, leaves_executions=True)
    execution.end_alone()
    assert crossing.kernel.signals == 1
    crossing.ends("answer's", fails=True)
    assert generation.executions == ()


async def test_its_record_says_what_waits_and_what_runs_and_nothing_when_all_is_over(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    first = crossing.answer_runs(generation, "first", cell_id="cell-1")
    second = crossing.answer_runs(generation, "second")
    crossing.begins("first")
    first.notebook = "work/analysis.ipynb"
    assert generation.record("ada")["executions"] == [
        {
            "execution_id": first.execution_id,
            "kernel_id": "kernel-1",
            "state": "running",
            "notebook": "work/analysis.ipynb",
            "cell_id": "cell-1",
        },
        {
            "execution_id": second.execution_id,
            "kernel_id": "kernel-1",
            "state": "waiting",
        },
    ]
    crossing.ends("first")
    crossing.begins("second")
    crossing.ends("second")
    assert "executions" not in generation.record("ada")
    # Entered, begun and ended, each of both.
    assert crossing.changed == [generation] * 6


async def test_how_it_ended_is_known_of_a_cell_that_was_ended_alone(crossing: Crossing) -> None:
    generation = crossing.answer()

    def ends_alone(name: str) -> AnswersExecution:
        execution = crossing.answer_runs(generation, name)
        crossing.begins(name)
        execution.end_alone()
        return execution

    failed = ends_alone("failed")
    crossing.ends("failed", fails=True)
    assert how(failed) == STOPPED
    crossing.clock.pass_s(0.1)
    crossing.kernel.answer()

    heeded = ends_alone("heeded")
    dropped = crossing.answer_runs(generation, "dropped")
    dropped.end_alone()
    assert how(dropped) == STOPPED
    crossing.ends("heeded")
    assert how(heeded) == ASKED
    crossing.clock.pass_s(0.1)
    crossing.kernel.answer()

    persons = ends_alone("person's")
    crossing.lane.interrupted()
    crossing.ends("person's", fails=True)
    assert how(persons) is None
    crossing.clock.pass_s(0.1)
    crossing.kernel.answer()

    lost = ends_alone("lost")
    crossing.lane.clear()
    assert how(lost) is None


async def test_with_the_whole_answer_no_cell_is_told_to_have_been_ended_alone(
    crossing: Crossing,
) -> None:
    generation = crossing.answer()
    execution = crossing.answer_runs(generation, "answer's")
    crossing.begins("answer's")
    execution.end_alone()
    crossing.stop(generation)
    crossing.ends("answer's", fails=True)
    assert how(execution) is None


def how(execution: AnswersExecution) -> str | None:
    assert execution.ended_alone is not None
    return execution.ended_alone.result()
