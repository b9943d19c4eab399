"""Writes into docs/ what the code says of itself: into administrators.md the traits, the events,
the metrics and the usage of the command, into protocol.md the frames, the records and the mark.
With `--check` it only says whether that is in step.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import markdown_page
import protocol_reference
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def traits() -> str:
    """The traits that are the extension's own, in the order of the code."""
    from jupyter_stop_stream import StopStreamExtension

    own = (name for name in vars(StopStreamExtension) if name in _configurable(StopStreamExtension))
    rows = [(f"`{name}`", *_described(getattr(StopStreamExtension, name))) for name in own]
    return markdown_page.table(("trait", "default", ""), rows)


def events() -> str:
    """The fields of an event."""
    from jupyter_stop_stream.telemetry.events import SCHEMA

    fields = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["properties"]
    rows = [(f"`{name}`", _in_a_line(field["description"])) for name, field in fields.items()]
    return markdown_page.table(("field", ""), rows)


def metrics() -> str:
    """The metrics, with the values of their labels."""
    from prometheus_client.metrics import MetricWrapperBase

    from jupyter_stop_stream.telemetry import metrics as module

    rows = []
    for metric in vars(module).values():
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.collect()
            suffix = "_total" if family.type == "counter" else ""
            rows.append((f"`{family.name}{suffix}`", family.type, family.documentation))
    return markdown_page.table(("metric", "kind", ""), rows)


def usage() -> str:
    """What the command says of itself."""
    from jupyter_stop_stream.cli.command import parser

    os.environ["COLUMNS"] = "80"
    said = io.StringIO()
    with redirect_stdout(said):
        for arguments in (["--help"], ["list", "--help"], ["stop", "--help"]):
            print(" ".join(["$ jupyter stop-stream", *arguments]))
            with suppress(SystemExit):
                parser().parse_args(arguments)
            print()
    return f"```\n{said.getvalue().rstrip()}\n```\n"


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "administrators.md": {
        "traits": traits,
        "events": events,
        "metrics": metrics,
        "usage": usage,
    },
    "protocol.md": {
        "frames": protocol_reference.frames,
        "records": protocol_reference.records,
        "mark": protocol_reference.mark,
    },
}
"""The parts of each page, by the names of their marks."""


def written(name: str, page: str) -> str:
    """A page's text, with each part between its marks as the code says it.

    Raises:
        ValueError: The page lacks the marks of a part.
    """
    for mark, part in PAGES[name].items():
        begin, end = f"<!-- begin {mark} -->\n", f"<!-- end {mark} -->"
        page = markdown_page.replaced(page, begin, end, part())
    return page


def _configurable(extension: Any) -> set[str]:
    return set(extension.class_traits(config=True))


def _described(trait: Any) -> tuple[str, str]:
    default = trait.default_value
    text = f"{default:.3g}" if isinstance(default, float) and default % 1 else repr(default)
    return f"`{text}`", _in_a_line(trait.help)


def _in_a_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def main() -> None:
    for name in PAGES:
        path = DOCS / name
        page = path.read_text(encoding="utf-8")
        if sys.argv[1:] != ["--check"]:
            path.write_text(written(name, page), encoding="utf-8")
        elif written(name, page) != page:
            sys.exit(f"{name} is not in step with the code: run `make reference`.")


if __name__ == "__main__":
    main()
