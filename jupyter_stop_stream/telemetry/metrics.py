"""Steps as metrics, in the registry that the server's own `/metrics` shows.

Labels have the few values that the protocol has words for: never a person, a chat or a persona.
Those of one process are one set, however many servers are in it, as are jupyter_server's own.
"""

from __future__ import annotations

from typing import Final, get_args

from prometheus_client import Counter, Gauge, Histogram

from ..protocol import Outcome, Receipt
from .step import Step

ANSWERS: Final = Counter(
    "jupyter_stop_stream_answers_total",
    "Answers that have ended, by why: complete, interrupted (by a stop), error.",
    ["outcome"],
)
LIVE: Final = Gauge(
    "jupyter_stop_stream_live_answers",
    "Answers that have not ended: that wait, are written or are being stopped.",
)
STOPS: Final = Counter(
    "jupyter_stop_stream_stops_total",
    "Answers that a stop has ended, by the receipt at the end: cancelled, or detached (some of it "
    "may still be running).",
    ["receipt"],
)
CORRECTED: Final = Counter(
    "jupyter_stop_stream_stops_corrected_total",
    "Answers with the receipt detached of which nothing is running any more.",
)
STOPPING_S: Final = Histogram(
    "jupyter_stop_stream_stop_seconds",
    "Seconds from a stop to the end of the answer.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
UNSEEN_CHARACTERS: Final = Counter(
    "jupyter_stop_stream_unseen_characters_total",
    "Characters of stopped answers that had been written, and that whoever stopped had not seen.",
)

# So that each is there from the start, and a rate of it is one.
for _outcome in get_args(Outcome):
    ANSWERS.labels(_outcome)
for _receipt in get_args(Receipt):
    STOPS.labels(_receipt)


def count(step: Step) -> None:
    """Count one step. Called with each, once."""
    if step.action == "started":
        LIVE.inc()
    elif step.action == "ended":
        LIVE.dec()
        ANSWERS.labels(step.outcome).inc()
        if step.receipt is not None:
            STOPS.labels(step.receipt).inc()
        if step.stopping_s is not None:
            STOPPING_S.observe(step.stopping_s)
        UNSEEN_CHARACTERS.inc(step.unseen_characters)
    elif step.action == "corrected":
        CORRECTED.inc()
