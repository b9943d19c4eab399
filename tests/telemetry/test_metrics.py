"""What the server's `/metrics` shows of answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from jupyter_stop_stream.telemetry import Step, count

PREFIX = "jupyter_stop_stream_"

STARTED = Step(
    action="started",
    generation_id="g",
    chat_id="c",
    persona_id="p",
    asked_by="ada",
    stopped_by=None,
    open_s=0,
    stopping_s=None,
    outcome=None,
    receipt=None,
    closed=(),
    left=(),
    unseen_characters=0,
)
STOPPED = replace(STARTED, action="stopped", stopped_by="ada", stopping_s=0)
CANCELLED = replace(
    STOPPED,
    action="ended",
    stopping_s=0.02,
    outcome="interrupted",
    receipt="cancelled",
    unseen_characters=7,
)
DETACHED = replace(CANCELLED, receipt="detached", left=("thread",), stopping_s=5.1)
COMPLETE = replace(STARTED, action="ended", outcome="complete")


def samples() -> dict[str, float]:
    """All of our numbers, by name and labels."""
    return {
        sample.name.removeprefix(PREFIX) + "".join(f" {one}" for one in sample.labels.values()): (
            sample.value
        )
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name.startswith(PREFIX) and not sample.name.endswith("_created")
    }


def added_by(*steps: Step) -> dict[str, float]:
    """By how much which numbers grow, without the buckets."""
    before = samples()
    for step in steps:
        count(step)
    after = samples()
    return {
        name: pytest.approx(value - before[name])
        for name, value in after.items()
        if value != before[name] and "_bucket" not in name
    }


def test_an_answer_is_counted_when_it_has_ended() -> None:
    assert added_by(STARTED) == {"live_answers": 1}
    assert added_by(COMPLETE) == {"live_answers": -1, "answers_total complete": 1}


def test_a_stop_is_counted_with_its_receipt_its_time_and_what_was_not_seen() -> None:
    assert added_by(STARTED, STOPPED, CANCELLED) == {
        "answers_total interrupted": 1,
        "stops_total cancelled": 1,
        "stop_seconds_count": 1,
        "stop_seconds_sum": 0.02,
        "unseen_characters_total": 7,
    }


def test_a_receipt_that_is_corrected_is_counted_beside_what_was_told() -> None:
    corrected = replace(DETACHED, action="corrected", receipt="cancelled", left=())
    assert added_by(STARTED, STOPPED, DETACHED, corrected) == {
        "answers_total interrupted": 1,
        "stops_total detached": 1,
        "stops_corrected_total": 1,
        "stop_seconds_count": 1,
        "stop_seconds_sum": 5.1,
        "unseen_characters_total": 7,
    }


def test_all_are_there_before_anything_has_happened_and_none_more_for_people_and_chats() -> None:
    before = set(samples())
    assert {f"answers_total {one}" for one in ("complete", "interrupted", "error")} <= before
    assert {f"stops_total {one}" for one in ("cancelled", "detached")} <= before
    for at in range(100):
        other = {"asked_by": f"u{at}", "chat_id": f"c{at}", "persona_id": f"p{at}"}
        for step in (STARTED, STOPPED, CANCELLED):
            count(replace(step, **other))
    assert set(samples()) == before
