"""A chat that has been used for long, as a person meets it in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from .browser import run_in_browser
from .contenders import Contender
from .meter import serve_meter
from .page import start_contender
from .raw import Row, Work, rows_of


def measure_long(
    contenders: Sequence[Contender], messages: int, rounds: int, timeout_s: float
) -> list[Row]:
    """Open a long chat of each contender, in turn; type, stream and stop in it.

    Args:
        contenders: Who has it. They are prepared.
        messages: How many the chat has. A tenth are replies that were stopped.
        rounds: How often it is opened by each, in a lab that was just started.
        timeout_s: When to give up one of them.

    Raises:
        TimeoutError: A lab did not start.
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: The browser's half failed; it said why on standard error.
    """
    measured: dict[str, dict[str, list[float | None]]] = {one.title: {} for one in contenders}
    for _ in range(rounds):
        for contender in contenders:
            for quantity, samples in _open(contender, messages, timeout_s).items():
                measured[contender.title].setdefault(quantity, []).extend(samples)
    work = Work(50, 300, messages=messages, story="a tenth of its messages stopped")
    return [row for title, of_it in measured.items() for row in rows_of(title, work, of_it)]


def _open(
    contender: Contender, messages: int, timeout_s: float
) -> Mapping[str, list[float | None]]:
    with start_contender(contender) as lab, serve_meter(lab.server_id) as url:
        options: dict[str, Any] = {
            "CONTENDER": contender.kind,
            "MESSAGES": messages,
            "METER_URL": url,
        }
        in_use = run_in_browser(lab, "long", options, timeout_s)
    return cast("Mapping[str, list[float | None]]", in_use)
