"""Waiting for a fact, and no longer than a test may take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 30.0
"""How long a test waits for what happens within milliseconds, in seconds."""


async def within(awaitable: Awaitable[T], seconds: float = PATIENCE_S) -> T:
    """What `awaitable` gives, if it does in time."""
    return await asyncio.wait_for(awaitable, seconds)


async def turns(count: int = 1) -> None:
    """Let the event loop go round so many times."""
    for _ in range(count):
        await asyncio.sleep(0)
