"""The end of one cell of an answer, asked for over the websocket."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.generations import Generation

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from ..fakes.patience import within
from ..fakes.recording_execution import RecordingExecution
from .conftest import Connect


def end(execution: RecordingExecution, desk: Desk, **fields: Any) -> dict[str, Any]:
    named = {"chat_id": desk.chat_id, "execution_id": execution.execution_id}
    return {"type": "end", "request_id": "r", **named, "by": "stop", **fields}


async def runs_a_cell(desk: Desk) -> tuple[Generation, RecordingExecution]:
    writer = desk.writer("a")
    generation = desk.ask(writer, asked_by="ada")
    await within(writer.waits.wait())
    return generation, RecordingExecution(generation)


async def test_a_request_that_comes_twice_ends_a_cell_once_and_the_answer_goes_on(
    desk: Desk, connect: Connect
) -> None:
    generation, execution = await runs_a_cell(desk)
    ada = await connect("ada")
    reply = await ada.ask(end(execution, desk))
    assert (reply["status"], reply["generation_ids"]) == ("accepted", [generation.generation_id])
    assert await ada.ask(end(execution, desk)) == reply
    assert execution.asked == ["end"]
    assert generation.state == "running"
    execution.end()
    refused = await ada.ask(end(execution, desk, request_id="s"))
    assert refused["error"]["code"] == "unknown_execution"
    assert execution.asked == ["end"]


async def test_a_cell_of_another_chat_is_not_known(desk: Desk, connect: Connect) -> None:
    _, execution = await runs_a_cell(desk)
    ada = await connect("ada")
    for number, elsewhere in enumerate(({"chat_id": "elsewhere"}, {"execution_id": "unknown"})):
        reply = await ada.ask(end(execution, desk, request_id=str(number), **elsewhere))
        assert reply["error"]["code"] == "unknown_execution"
    assert execution.asked == []


@pytest.mark.parametrize("traits", [{"may_stop_others": True}])
async def test_a_cell_of_somebody_elses_answer_is_ended_by_whoever_may_stop_that(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    _, execution = await runs_a_cell(desk)
    grace = await connect("grace")
    authorizer.refused.add("write")
    assert (await grace.ask(end(execution, desk)))["error"]["code"] == "not_allowed"
    assert execution.asked == []
    authorizer.refused.clear()
    asked = end(execution, desk, request_id="s", by="restart")
    assert (await grace.ask(asked))["status"] == "accepted"
    assert execution.asked == ["restart"]


async def test_a_kernel_is_started_anew_by_whoever_may_do_so_by_jupyterlabs_own_way(
    desk: Desk, connect: Connect, authorizer: type[RecordingAuthorizer]
) -> None:
    _, execution = await runs_a_cell(desk)
    ada = await connect("ada")
    authorizer.refused.add("write")
    asked = end(execution, desk, by="restart")
    assert (await ada.ask(asked))["error"]["code"] == "not_allowed"
    assert execution.asked == []
    assert ("write", "kernels") in authorizer.asked
    # Her own cell alone is ended all the same.
    interrupt = end(execution, desk, request_id="s", by="interrupt")
    assert (await ada.ask(interrupt))["status"] == "accepted"
    authorizer.refused.clear()
    assert (await ada.ask({**asked, "request_id": "t"}))["status"] == "accepted"
    assert execution.asked == ["end", "restart"]


async def test_whoever_opens_the_chat_later_is_told_of_the_cell_that_was_left(
    desk: Desk, connect: Connect
) -> None:
    generation, execution = await runs_a_cell(desk)
    desk.stop(generation, leaves_executions=True)
    await within(generation.ended.wait())
    ada = await connect("ada")
    assert await ada.subscribe(desk.chat_id) == []
    (left,) = ada.heard[-1]["ended"]
    assert (left["receipt"], left["left"]) == ("detached", ["execution"])
    assert left["executions"] == [execution.record()]
    execution.end()
    told = await ada.hear_until(lambda frame: frame["type"] == "generation")
    assert told["generation"]["receipt"] == "cancelled"
    assert "executions" not in told["generation"]
    await ada.subscribe(desk.chat_id)
    assert "ended" not in ada.heard[-1]
