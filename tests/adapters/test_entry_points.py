"""Adapters of other packages are attached, and a broken one harms nobody."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint
from typing import Any, ClassVar

import pytest

from jupyter_stop_stream import Registry
from jupyter_stop_stream.adapters import attach_installed, entry_points

from ..fakes.desk import PATIENT


class Good:
    """Notes what it is attached to."""

    attached: ClassVar[list[object]] = []

    def __init__(self, registry: Registry, log: logging.Logger) -> None:
        self.registry = registry

    def attach(self, serverapp: object) -> None:
        self.attached.append(serverapp)


class Unmade(Good):
    """Cannot be made."""

    def __init__(self, registry: Registry, log: logging.Logger) -> None:
        raise RuntimeError("I was never made.")


class Unattached(Good):
    """Cannot be attached."""

    def attach(self, serverapp: object) -> None:
        raise RuntimeError("I was never attached.")


def brought(*names: str) -> tuple[EntryPoint, ...]:
    return tuple(
        EntryPoint(name, f"tests.adapters.test_entry_points:{name}", entry_points.GROUP)
        for name in names
    )


def test_broken_adapters_are_told_to_the_log_and_the_others_are_attached(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("adapters")
    registry = Registry(PATIENT, flush_interval_s=0.0, log=log)
    found = brought("Unmade", "Missing", "Unattached", "Good")
    groups: list[Any] = []

    def installed(*, group: str) -> tuple[EntryPoint, ...]:
        groups.append(group)
        return found

    monkeypatch.setattr(entry_points, "entry_points", installed)
    server = object()
    with caplog.at_level(logging.INFO, "adapters"):
        (adapter,) = attach_installed(server, registry, log)
    assert isinstance(adapter, Good)
    assert adapter.registry is registry
    assert Good.attached == [server]
    assert groups == ["jupyter_stop_stream.adapters"]
    said = [(record.levelname, record.getMessage().split(" (")[0]) for record in caplog.records]
    assert said == [
        ("INFO", "Attached the adapter Good"),
        ("ERROR", "The adapter Missing"),
        ("ERROR", "The adapter Unattached"),
        ("ERROR", "The adapter Unmade"),
    ]
