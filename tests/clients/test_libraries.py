"""With every library, and whatever it does at that moment, a stop lets the model go at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import pytest

from ..fakes.patience import within
from ..model_server.script import text
from ..stops_seen import Situation, saw_stop
from .answer import Answer, ParkedAnswer
from .frameworks import FRAMEWORKS
from .library import Library
from .providers import PROVIDERS
from .stage import Stage, has_produced

pytestmark = [
    pytest.mark.asyncio,
    # Of pydantic, about a class of litellm's.
    pytest.mark.filterwarnings("ignore:Items? '.*' on TypedDict class:UserWarning"),
]

REPETITIONS = 20

with_libraries = pytest.mark.parametrize(
    "library", PROVIDERS + FRAMEWORKS, ids=lambda library: library.name
)


@dataclass(frozen=True)
class Phase:
    """What the model is asked to do, and at which of its tokens it is stopped."""

    prompt: str
    situation: Situation
    tokens: int = 0
    is_heard: bool = False
    """Whether the answer has got that token when it is stopped."""


PHASES = [
    pytest.param(Phase("first_token_s=600", "before the first token"), id="before-the-first-token"),
    pytest.param(
        Phase("first_token_s=600 headers_late=1", "before the first token"), id="before-the-headers"
    ),
    pytest.param(Phase("rate=100 length=100000", "midway", 3), id="in-the-middle"),
    pytest.param(Phase("rate=400 length=100000", "midway", 10), id="in-a-fast-middle"),
    pytest.param(Phase("rate=1000 stall_at=5", "in a stall", 5, is_heard=True), id="in-a-stall"),
]


@with_libraries
@pytest.mark.parametrize("phase", PHASES)
async def test_a_stop_lets_the_model_go(stage: Stage, library: Library, phase: Phase) -> None:
    async with library.open(stage.model) as ask:
        for _ in range(REPETITIONS):
            answer = Answer(stage.desk, ask(phase.prompt), phase.tokens)
            is_there = has_produced(phase.tokens, library.requests)
            and_when = answer.heard if phase.is_heard else None
            await stage.stop_at(is_there, answer, and_when=and_when)
    stage.check()
    saw_stop(
        "client-libraries",
        phase.situation,
        receipt="cancelled",
        let_go_ms=stage.timings.median_ms,
    )


@with_libraries
async def test_a_stop_lets_the_model_go_while_the_stream_is_parked_at_a_yield(
    stage: Stage, library: Library
) -> None:
    async with library.open(stage.model) as ask:
        for _ in range(REPETITIONS):
            stream = ask("rate=200 length=100000")
            answer = ParkedAnswer(stage.desk, stream, 3)
            is_there = has_produced(3, library.requests)
            await stage.stop_at(is_there, answer, and_when=answer.heard)
            # It is referred to until here, as garbage would close itself.
            with suppress(Exception, asyncio.CancelledError):
                await within(stream.aclose())
    stage.check()


@with_libraries
async def test_an_answer_that_nobody_stops_is_whole(stage: Stage, library: Library) -> None:
    async with library.open(stage.model) as ask:
        stage.model.forget()
        generation = stage.desk.ask(Answer(stage.desk, ask("rate=1000 length=100")))
        await within(generation.ended.wait())
    (reply_id,) = generation.reply_ids
    assert (generation.outcome, stage.desk.body(reply_id)) == ("complete", text(100))
    records = await stage.records(has_produced(100, library.requests))
    assert [record["let_go_at"] for record in records] == [None] * library.requests
