"""Fixtures of this room."""

from __future__ import annotations

from pathlib import Path

import pytest_asyncio

from ..conftest import new_chat
from .crossing import Crossing


@pytest_asyncio.fixture
async def crossing(tmp_path: Path) -> Crossing:
    """A lane before a kernel that does nothing by itself."""
    return Crossing(await new_chat("ws", tmp_path / "a.chat"))


@pytest_asyncio.fixture
async def slow_crossing(tmp_path: Path) -> Crossing:
    """The same, whose signals are sent when the test says so."""
    return Crossing(await new_chat("ws", tmp_path / "a.chat"), sends_at_once=False)
