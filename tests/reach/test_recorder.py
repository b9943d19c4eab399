"""What is plugged into a library hinders nobody who uses it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from jupyter_stop_stream.reach.recorder import when_imported


def test_a_library_of_another_version_can_be_imported_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "library_of_another_version.py").write_text("version = 9\n")
    monkeypatch.syspath_prepend(tmp_path)

    def record(module: object) -> None:
        module.Client.send  # type: ignore[attr-defined]  # noqa: B018

    when_imported(record, "library_of_another_version")
    try:
        assert importlib.import_module("library_of_another_version").version == 9
    finally:
        sys.modules.pop("library_of_another_version", None)
    (told,) = (record.getMessage() for record in caplog.records)
    assert "does not reach all of library_of_another_version" in told
