"""The parts of the benchmark, in the order in which they are measured."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from .attempt import attempt
from .cells import measure_cells
from .contenders import AS_IT_IS, OLDER, PATCHED, SHARED, WITH_US, Contender
from .lab import ROOT
from .limits import measure_limits
from .long import measure_long
from .many import measure_many
from .page import measure, tasks
from .raw import Row, load
from .script import measure_script

LONG_CHATS = (10, 2000)
PEERS = ROOT / ".cache" / "bench" / "peers.json"


@dataclass(frozen=True)
class Part:
    """Something that is measured by itself."""

    title: str
    measure: Callable[[Namespace], Iterable[Row]]
    is_common: bool = True
    """Whether it is measured where nobody says what is to be."""


def _stops(contender: Contender, options: Namespace) -> int:
    """How often Stop is pressed: where nothing comes of it, each press takes until the model has
    said all.
    """
    return int(options.count if contender.is_with_us else min(options.count, 3))


def _page(contenders: Iterable[Contender], options: Namespace) -> Iterable[Row]:
    for contender in contenders:
        given = [
            replace(
                task,
                stops=min(task.stops, _stops(contender, options)),
                answers=min(task.answers, options.long_count if contender.is_with_us else 1),
            )
            for task in tasks(options.count, options.long_count)
        ]
        yield from attempt(contender, partial(measure, given=given, timeout_s=options.timeout_s))


def _long(options: Namespace) -> Iterable[Row]:
    for messages in LONG_CHATS:
        yield from measure_long((AS_IT_IS, WITH_US), messages, options.rounds, options.timeout_s)


def _cells(options: Namespace) -> Iterable[Row]:
    for contender in (AS_IT_IS, WITH_US):
        count = _stops(contender, options)
        yield from attempt(
            contender, partial(measure_cells, count=count, timeout_s=options.timeout_s)
        )


def _peers(options: Namespace) -> Iterable[Row]:
    """Those of a package of their own, which writes what it measured into a file."""
    subprocess.run([sys.executable, "-m", "benchmarks.peers"], cwd=ROOT, check=True)
    return load(PEERS.read_text())


PARTS: Mapping[str, Part] = {
    "limits": Part(
        "What nothing can be faster than",
        lambda options: measure_limits(20 * options.count, options.timeout_s),
    ),
    "page": Part("Stops and answers", partial(_page, (AS_IT_IS, WITH_US, PATCHED))),
    "long": Part("Chats of ten messages, and of very many", _long),
    "cells": Part("Cells that an answer runs", _cells),
    "many": Part("Very many answers at once", lambda options: measure_many(options.chats)),
    "script": Part("What a page has to load", lambda options: measure_script()),
    "shared": Part("Chats that are shared documents", partial(_page, SHARED), is_common=False),
    "older": Part("jupyter-ai 2", partial(_page, (OLDER,)), is_common=False),
    "peers": Part("Other programs", _peers, is_common=False),
}
"""By the names by which they are asked for."""
