"""Blocks that name no language: drawings, queries, and what programs print."""

from __future__ import annotations

import re

from prometheus_client.metrics import MetricWrapperBase

from jupyter_stop_stream.telemetry import metrics

from ..fakes.documented import ROOT, Block


def check(block: Block) -> None:
    """Raises AssertionError where something is shown that is not there; ValueError where it is not
    known what the block shows.
    """
    for saying, held in KINDS.items():
        if saying in block.code:
            held(block.code)
            return
    raise ValueError("Nothing is known of this block. What language is it?")


def _tree(code: str) -> None:
    """The folders of the repository."""
    for folder in re.findall(r"^([\w/-]+/)(?= )|^benchmarks/ +(demo/)", code, re.MULTILINE):
        name = "".join(folder)
        assert (ROOT / name).is_dir(), f"there is no {name}"
    for name in re.findall(r"(?<=[ ;])(\w+)/ (?:has|and)", code):
        assert (ROOT / "tests" / name).is_dir(), f"there is no tests/{name}"


def _line(code: str) -> None:
    """The rooms of the two sides."""
    side = ""
    for line in code.splitlines():
        side = next((one for one in SIDES if line.startswith(one)), side)
        if not side or "what is said" in line:
            continue
        names = re.findall(r"\w+/|(?<=[ >])\w+\.(?:py|ts)\b", line)
        assert names, f"{line!r} names no room"
        for name in names:
            assert (ROOT / SIDES[side] / name).exists(), f"there is no {SIDES[side]}/{name}"


SIDES = {"server": "jupyter_stop_stream", "browser": "src"}


def _usage(code: str) -> None:
    """Written from the command itself: see `tests/test_reference.py`."""
    page = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("<!-- begin usage -->")
    assert code in rest.partition("<!-- end usage -->")[0]


def _queries(code: str) -> None:
    """Queries of Prometheus, by the metrics that there are."""
    known = {
        sample.name
        for metric in vars(metrics).values()
        if isinstance(metric, MetricWrapperBase)
        for family in metric.collect()
        for sample in family.samples
    }
    for name in re.findall(r"jupyter_stop_stream_\w+", code):
        assert name in known, f"there is no metric {name}"


def _demo(code: str) -> None:
    """What the demo says, by the words that stand in its sources."""
    sources = "".join(
        path.read_text(encoding="utf-8")
        for room in ("demo", "jupyter_stop_stream")
        for path in (ROOT / room).rglob("*.py")
    )
    # A text that is too long for a line stands in two literals.
    sources = re.sub(r'"\s*\n\s*f?"', "", sources)
    for line in code.splitlines():
        words = re.split(r"https?://\S+|\d[\d.]*|SmolLM2\S+", line)
        for part in (one.strip() for one in words):
            assert part in sources, f"the demo does not say {part!r}"


KINDS = {
    "the server extension, in Python": _tree,
    "what is said    what is true": _line,
    "$ jupyter stop-stream --help": _usage,
    "jupyter_stop_stream_stops_total": _queries,
    "Loading the model": _demo,
}
"""How a block is held to what it shows, by what it says."""
