"""A real agent's answer is stopped, and the next prompt is answered."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from jupyter_stop_stream.generations import Generation

from ..model_server.script import text
from ..stops_seen import Situation, saw_stop
from .command import Command
from .host import Host

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

Note = Callable[[str, object], None]

LET_GO_S = 5.0
"""How long a model is waited for, or a command, on a machine with other things to do."""


def ms_after(generation: Generation, at: float) -> float:
    """Milliseconds from the stop until a time in seconds since the epoch."""
    assert generation.stopped_at is not None
    return round((at - generation.stopped_at) * 1000, 1)


async def goes_on(host: Host, generation: Generation) -> None:
    """The next prompt is answered, with what it asks for; the stopped answer is what it was."""
    assert await host.answer("rate=200 length=7") == text(7).strip()
    assert host.is_frozen(generation)
    host.is_spoilt = False


async def test_an_answer_that_nobody_stops_is_whole(host: Host) -> None:
    assert await host.answer("rate=200 length=20") == text(20).strip()
    assert await host.let_go(LET_GO_S) is None
    host.is_spoilt = False


@pytest.mark.parametrize(
    ("situation", "script", "produced"),
    [
        pytest.param("before the first token", "first_token_s=600", 0, id="before"),
        pytest.param("midway", "rate=20 length=100000", 10, id="midway"),
        pytest.param("in a stall", "rate=200 length=400 stall_at=10", 10, id="stall"),
    ],
)
async def test_a_stop_freezes_the_text_and_lets_the_model_go(
    host: Host, record_property: Note, situation: Situation, script: str, produced: int
) -> None:
    generation = host.ask(script)
    await host.request(lambda record: record["produced"] >= produced)
    if produced:
        await host.written(generation)
    await host.stop(generation)
    assert generation.receipt == "cancelled"
    record = await host.let_go(LET_GO_S)
    if record is None:
        assert host.agent.may_keep_model
        assert situation == "before the first token"
        record_property("kept", f"{LET_GO_S:.0f} s")
        await goes_on(host, generation)
        return
    assert record["produced"] < record["length"]
    let_go_ms = ms_after(generation, record["let_go_at"])
    assert let_go_ms > 0
    record_property("let_go_ms", let_go_ms)
    await goes_on(host, generation)
    saw_stop(host.agent.row, situation, receipt="cancelled", let_go_ms=let_go_ms)


async def test_a_stop_closes_an_open_question_and_its_command_never_runs(
    host: Host, command: Command
) -> None:
    generation = host.ask(f"rate=200 length=5 run={command.path}")
    await host.question(generation)
    await host.stop(generation)
    assert generation.receipt == "cancelled"
    await goes_on(host, generation)
    (call,) = host.tool_calls(generation)
    assert (call["permission_status"], call["status"]) == ("resolved", "cancelled")
    assert not command.has_run


async def test_a_stop_ends_the_command_that_the_agent_runs(
    host: Host, command: Command, record_property: Note
) -> None:
    generation = host.ask(f"rate=200 length=5 run={command.path}")
    await host.allow(await host.question(generation))
    await command.begun(LET_GO_S)
    await host.stop(generation)
    await command.ended(LET_GO_S)
    record_property("ended_ms", ms_after(generation, time.time()))
    assert generation.receipt == "cancelled"
    await goes_on(host, generation)
    assert [call["status"] for call in host.tool_calls(generation)] == ["cancelled"]
