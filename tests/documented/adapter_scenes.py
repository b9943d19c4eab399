"""Code of packages that bring an adapter of their own."""

from __future__ import annotations

import inspect
import logging
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import tomllib

from jupyter_stop_stream.adapters import attach_installed, entry_points
from jupyter_stop_stream.conformance import AdapterConformance

from ..fakes.documented import DOCS, blocks_in, run
from .stage import Stage


async def an_adapter_is_found_and_attached(stage: Stage) -> None:
    """By the entry point that the same page shows."""
    (shown,) = (one for one in blocks_in(DOCS / "authors.md") if one.language == "toml")
    ((group, entries),) = tomllib.loads(shown.code)["project"]["entry-points"].items()
    ((name, value),) = entries.items()
    entry = EntryPoint(name, value, group)
    package, _, module = entry.module.partition(".")
    (stage.folder / package).mkdir()
    (stage.folder / package / f"{module}.py").write_text(stage.code)

    def installed(*, group: str) -> list[EntryPoint]:
        return [entry] if group == entry.group else []

    stage.patch.setattr(entry_points, "entry_points", installed)
    log = logging.getLogger("adapters")
    (adapter,) = attach_installed(SimpleNamespace(), stage.server.registry, log)
    assert type(adapter).__name__ == entry.attr


async def a_suite_takes_what_is_tested(stage: Stage) -> None:
    """That the suite itself is kept by adapters is tested on ours."""
    tested = object()
    suite: Any = run(stage.code, MyTestedBackend=lambda *_: tested)["TestMyAdapter"]
    assert issubclass(suite, AdapterConformance)
    own, known = (inspect.signature(one.backend) for one in (suite, AdapterConformance))
    assert list(own.parameters) == list(known.parameters)
    registry = stage.server.registry
    async with suite().backend(registry, await stage.server.open(), "http://model") as backend:
        assert backend is tested
