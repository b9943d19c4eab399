"""A plugin of pytest, `-p tests.fakes.uvloop_policy`: all event loops of the tests are uvloop's."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest
import uvloop

OF_ASYNCIO_ALONE: Final = {
    "test_a_timer_goes_on_and_so_do_its_requests": "uvloop's timers do not show their context",
    "test_a_loop_that_swallows_its_refusals_is_cancelled": (
        "the cancellation arrives in place of the refusal, not after it; the task ends likewise"
    ),
}
"""The tests that ask for what asyncio's own loop does, and why."""


def pytest_configure() -> None:
    """Called by pytest before anything makes a loop."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Called by pytest with the tests that it found."""
    for item in items:
        if reason := OF_ASYNCIO_ALONE.get(item.name):
            item.add_marker(pytest.mark.skip(reason=reason))
