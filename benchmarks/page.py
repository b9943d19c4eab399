"""Stops pressed in a real browser, and answers that nobody stops."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from typing import Any

from .browser import run_in_browser
from .contenders import Contender
from .lab import Lab, start_lab
from .meter import serve_meter
from .raw import Row, Work, rows_of


@dataclass(frozen=True)
class Task:
    """What a contender is given to do, and how often."""

    work: Work
    prompt: str
    """What the model is told: see `ui-tests/README.md`."""
    stop_after_tokens: int = 0
    stop_after_s: float = 0.0
    """Both have to be over."""
    stops: int = 0
    answers: int = 0
    profiled: int = 0
    """Answers during which the page is profiled, where this extension is there."""


SHORT = Task(Work(50, 300), "rate=50 length=300", stop_after_tokens=100)
LONG = Task(Work(400, 6000), "rate=400 length=6000", stop_after_tokens=13 * 400)


def tasks(count: int, long_count: int) -> list[Task]:
    """The usual ones.

    Args:
        count: Stops of each short one.
        long_count: Stops and whole answers of the long one.
    """
    few = min(count, 3)
    return [
        replace(SHORT, stops=count, answers=few),
        Task(
            Work(100, 200, story="stopped before the first token"),
            "first_token_s=5 rate=100 length=200",
            stop_after_s=1,
            stops=few,
        ),
        Task(
            Work(100, 400, story="stopped in a stall"),
            "rate=100 length=400 stall_at=100",
            100,
            stops=few,
        ),
        replace(LONG, stops=long_count, answers=long_count, profiled=1),
    ]


def measure(contender: Contender, given: Sequence[Task], timeout_s: float) -> list[Row]:
    """Drive a browser against a lab with a contender in it.

    Args:
        contender: What is measured; it is prepared.
        given: What it is given to do.
        timeout_s: When to give up.

    Raises:
        TimeoutError: Its lab did not start.
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    with start_contender(contender) as lab, serve_meter(lab.server_id) as url:
        options = {
            "CONTENDER": contender.kind,
            "TASKS": json.dumps([_told(task, contender) for task in given]),
            "METER_URL": url,
        }
        measured = run_in_browser(lab, "stops", options, timeout_s)
    return [
        row
        for task, of_it in zip(given, measured, strict=True)
        for row in _rows(contender, task.work, of_it)
    ]


def start_contender(contender: Contender) -> AbstractContextManager[Lab]:
    """Serve its lab for as long as the context is open: see `start_lab`."""
    return start_lab(not contender.is_with_us, contender.python, contender.environment)


def _told(task: Task, contender: Contender) -> dict[str, Any]:
    told = asdict(task)
    return {
        "prompt": told["prompt"],
        "stopAfter": {"tokens": task.stop_after_tokens, "seconds": task.stop_after_s},
        "stops": task.stops,
        "answers": task.answers,
        "profiled": task.profiled if contender.is_with_us else 0,
    }


def _rows(
    contender: Contender, work: Work, measured: Mapping[str, list[dict[str, float | None]]]
) -> Iterator[Row]:
    work = replace(work, is_collaborative=contender.is_collaborative)
    for taken in measured.values():
        by_quantity = {name: [one[name] for one in taken] for name in (taken[0] if taken else {})}
        yield from rows_of(contender.title, work, by_quantity)
