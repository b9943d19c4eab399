"""What was seen of a peer, as the rows that it hands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypedDict

from ..raw import Row, Work, rows_of
from .watch import Watched


@dataclass(frozen=True)
class Story:
    """Answers of one rate and length, and when Stop is pressed in them."""

    rate: int
    """Tokens a second."""
    tokens: int
    """Of each answer, where nobody stops it."""
    stop_after: int
    """How many tokens the model has produced when Stop is pressed."""
    stops: int
    """How many answers are stopped."""
    answers: int
    """How many are not."""

    @property
    def work(self) -> Work:
        """As it stands in a row."""
        return Work(rate=self.rate, tokens=self.tokens)

    def to_json(self) -> dict[str, Any]:
        """As the browser's half reads it."""
        return asdict(self)


class Stop(TypedDict):
    """One press of Stop; times are milliseconds after the click."""

    growthChars: float
    growthMs: float
    handledMs: float | None
    letGoMs: float | None
    toldMs: float | None
    tokensAfter: float


class Answer(TypedDict):
    """One answer that nobody stopped; moments are milliseconds since the epoch."""

    askedAt: float
    endedAt: float
    shownAt: float | None


class Seen(TypedDict):
    """What the browser's half saw of one story."""

    stops: list[Stop]
    answers: list[Answer]
    scriptKb: float
    """What the page loads of scripts for an answer that nobody stops, compressed."""


QUANTITIES = {
    "growth_chars": "growthChars",
    "growth_ms": "growthMs",
    "handled_ms": "handledMs",
    "let_go_ms": "letGoMs",
    "told_ms": "toldMs",
    "tokens_after": "tokensAfter",
}
"""What a row calls what the browser's half saw of a stop."""


def rows_of_story(
    contender: str, story: Story, seen: Seen, watched: Watched, note: str = ""
) -> list[Row]:
    """The rows of one story.

    The server's processor time and memory are those from the request that the model got to the
    moment when the page had shown all, or, where it never did, when the model had said all.
    """
    measured: dict[str, list[float | None]] = {}
    if seen["stops"]:
        for quantity, key in QUANTITIES.items():
            measured[quantity] = [stop[key] for stop in seen["stops"]]  # type: ignore[literal-required]
    if answers := seen["answers"]:
        spans = [_span(answer) for answer in answers]
        measured["behind_ms"] = [_behind_ms(answer) for answer in answers]
        measured["server_cpu_s"] = [watched.cpu_s(*span) for span in spans]
        measured["server_memory_mb"] = [watched.memory_mb(*span) for span in spans]
    return rows_of(contender, story.work, measured, note)


def to_lines(rows: Sequence[Row]) -> str:
    """A line for each row, for a person."""
    return "\n".join(_line(row) for row in rows)


def _span(answer: Answer) -> tuple[float, float]:
    end = answer["shownAt"] or answer["endedAt"]
    return answer["askedAt"] / 1000, end / 1000


def _behind_ms(answer: Answer) -> float | None:
    return None if answer["shownAt"] is None else answer["shownAt"] - answer["endedAt"]


def _line(row: Row) -> str:
    samples = " ".join("never" if one is None else f"{one:.1f}" for one in row.samples)
    work = f"{row.work.rate}/s x {row.work.tokens}" if row.work.rate else ""
    if not row.quantity:
        return f"{row.contender:28} {work:12} not measured: {row.note}"
    return f"{row.contender:28} {work:12} {row.quantity:18} {row.unit:10} {samples}"
