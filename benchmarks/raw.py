"""What was measured, as it was taken: the form in which all contenders hand in their numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

DIGITS = 3
"""How many decimals of a sample are kept, so that a file of them stays small."""


@dataclass(frozen=True)
class Quantity:
    """Something that can be measured of a contender; the less, the better."""

    title: str
    unit: str


QUANTITIES: Mapping[str, Quantity] = {
    # One press of Stop. All times run from the click, taken in the page.
    "growth_chars": Quantity("growth of the text on the screen after the click", "characters"),
    "growth_ms": Quantity("click to the last growth on the screen, 0 where it grew no more", "ms"),
    "handled_ms": Quantity("click to the end of the page's listeners", "ms"),
    "heard_ms": Quantity("click to the server's answer in the page", "ms"),
    "let_go_ms": Quantity("click to the model let go", "ms"),
    "told_ms": Quantity("click to its end shown: Stop is no longer offered", "ms"),
    "tokens_after": Quantity("tokens that the model produced after the click", "tokens"),
    # One stop by a frame of our websocket, without a page.
    "frame_let_go_ms": Quantity("a stop's frame to the model let go", "ms"),
    "frame_told_ms": Quantity("a stop's frame to its end told", "ms"),
    # One answer that nobody stops.
    "behind_ms": Quantity("the page behind the model: its last token to the screen", "ms"),
    "server_cpu_s": Quantity("processor time of the server and what it started", "s"),
    "server_memory_mb": Quantity("growth of the server's resident memory, at its peak", "MB"),
    "page_cpu_s": Quantity("processor time of the page's main thread", "s"),
    "longest_task_ms": Quantity("the page's longest task, 0 where none took 50 ms", "ms"),
    "own_ms": Quantity("this extension's functions in the page, all together", "ms"),
    "own_stretch_ms": Quantity("this extension's functions in the page, at a stretch", "ms"),
    "worst_answer_ms": Quantity("the server's worst answer to another request", "ms"),
    # What a page has to load for it.
    "script_kb": Quantity("scripts to load, compressed", "kB"),
    # A chat that has been used for long.
    "opening_ms": Quantity("opening: the command to all rendered and the page idle", "ms"),
    "opening_cpu_ms": Quantity("opening: processor time of the page's main thread", "ms"),
    "key_ms": Quantity("a key to its letter painted", "ms"),
    "painted_ms": Quantity("click to the button's next state painted", "ms"),
    # Cells that an answer runs.
    "last_beat_ms": Quantity("click to the last beat of the answer's cell", "ms"),
    "behind_cell_ms": Quantity("click to the end of a person's cell that waited behind it", "ms"),
    "own_cell_ms": Quantity("a person's own cell, where no answer runs any", "ms"),
    # What nothing can be faster than, on this machine.
    "round_trip_ms": Quantity("a bare websocket: a frame to its answer", "ms"),
    "page_trip_ms": Quantity("a bare websocket of a page: a frame to its answer", "ms"),
    "close_ms": Quantity("a bare HTTP stream: closed to the model let go", "ms"),
    "frame_ms": Quantity("from one frame of the page to the next", "ms"),
}
"""What is measured, by the name that stands in a row."""


@dataclass(frozen=True)
class Work:
    """What a contender was given to do. What a quantity has nothing to do with is left as it is."""

    rate: int = 0
    """Tokens a second."""
    tokens: int = 0
    """Of each answer, where nobody stops it."""
    answers: int = 1
    """How many are written at once."""
    is_collaborative: bool = False
    """Whether the chat is a shared document."""
    messages: int = 0
    """How many the chat has before."""
    story: str = ""
    """What else is to be known of it, in words: `stopped in a stall`."""

    @property
    def in_words(self) -> str:
        """As a person reads it."""
        said = [
            f"{self.rate} tokens/s" if self.rate else "",
            f"{self.tokens} tokens" if self.tokens else "",
            f"{self.answers} answers at once" if self.answers > 1 else "",
            "a shared document" if self.is_collaborative else "",
            f"in a chat of {self.messages} messages" if self.messages else "",
            self.story,
        ]
        words = ", ".join(filter(None, said))
        return words[:1].upper() + words[1:] or "Each by itself"


@dataclass(frozen=True)
class Row:
    """The samples of one quantity, of one contender, at one work.

    A contender that could not be measured is one row of no samples, whose note says why.
    """

    contender: str
    """As it is shown, with its version where that is not ours: `gradio 6.3.0`."""
    work: Work
    quantity: str
    """One of `QUANTITIES`; empty where nothing could be measured."""
    samples: list[float | None]
    """In the quantity's unit, in the order in which they were taken; None where it never came
    within the time that was waited."""
    note: str = ""
    """What has to be known to read the samples, in a sentence for a person."""

    def __post_init__(self) -> None:
        if self.quantity not in QUANTITIES and (self.quantity or not self.note):
            raise ValueError(f"{self.quantity!r} is no quantity")

    @property
    def unit(self) -> str:
        """Of the samples."""
        return QUANTITIES[self.quantity].unit


def rows_of(
    contender: str, work: Work, measured: Mapping[str, list[float | None]], note: str = ""
) -> list[Row]:
    """What a browser's half wrote: the samples of each quantity, by its name."""
    return [Row(contender, work, quantity, samples, note) for quantity, samples in measured.items()]


def not_measured(contender: str, why: str) -> Row:
    """A contender of which there is nothing but the reason."""
    return Row(contender, Work(), "", [], why)


def dump(rows: Iterable[Row]) -> str:
    """JSON, a line for each row."""
    lines = [json.dumps(_to_json(row), ensure_ascii=False, separators=(",", ":")) for row in rows]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def load(text: str) -> list[Row]:
    """The rows of such a text.

    Raises:
        ValueError: It is none.
    """
    try:
        return [Row(**{**row, "work": Work(**row["work"])}) for row in json.loads(text)]
    except (KeyError, TypeError) as error:
        raise ValueError(f"these are no rows: {error}") from error


def _to_json(row: Row) -> dict[str, Any]:
    samples = [None if value is None else round(value, DIGITS) for value in row.samples]
    work = {key: value for key, value in asdict(row.work).items() if value != getattr(Work, key)}
    return {**asdict(row), "work": work, "samples": samples}
