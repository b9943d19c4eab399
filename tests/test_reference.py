"""docs/administrators.md says what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "administrators.md"


def test_the_page_for_administrators_is_in_step_with_the_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    reference = runpy.run_path(str(ROOT / "scripts" / "reference.py"))
    page = PAGE.read_text(encoding="utf-8")
    assert reference["written"](page) == page, "run scripts/reference.py"
