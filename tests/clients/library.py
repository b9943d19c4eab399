"""A library that a persona asks a model with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from ..model_server.process import ModelServer

MODEL = "scripted"

Ask = Callable[[str], AsyncGenerator[str, None]]
"""What the model says to a prompt, as the library gives it, chunk by chunk."""


@dataclass(frozen=True)
class Library:
    """How one library is used.

    Attributes:
        name: Of the library, and of the function of it where there are several.
        open: Its client for a model, until the context ends.
        requests: How many requests one answer takes.
    """

    name: str
    open: Callable[[ModelServer], AbstractAsyncContextManager[Ask]]
    requests: int = 1


def messages(prompt: str) -> list[Any]:
    """A conversation that begins with this prompt."""
    return [{"role": "user", "content": prompt}]
