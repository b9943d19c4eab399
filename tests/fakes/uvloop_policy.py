"""A plugin of pytest, `-p tests.fakes.uvloop_policy`: all event loops of the tests are uvloop's."""

from __future__ import annotations

import asyncio

import uvloop


def pytest_configure() -> None:
    """Called by pytest before anything makes a loop."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
