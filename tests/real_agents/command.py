"""A command that an agent runs, and that says when it begins and when it has ended."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ..fakes.patience import within

RUNS_S = 300
"""Longer than any test."""


class Command:
    """A shell script with a child. A pipe is open for as long as one of them runs.

    Args:
        path: Of the script, which is what the agent runs.
        reader: The pipe.
    """

    def __init__(self, path: Path, reader: asyncio.StreamReader) -> None:
        self.path = path
        self._ran = path.with_name("ran")
        self._reader = reader

    async def begun(self, seconds: float) -> None:
        """Return when it runs."""
        assert await within(self._reader.readline(), seconds) == b"begun\n"

    async def ended(self, seconds: float) -> None:
        """Return when it and its child have ended.

        Raises:
            TimeoutError: They have not in time.
        """
        await within(self._reader.read(), seconds)

    @property
    def has_run(self) -> bool:
        """Whether it was ever begun."""
        return self._ran.exists()


@asynccontextmanager
async def command_in(folder: Path) -> AsyncIterator[Command]:
    """Write a command into a folder, and listen to it for as long as the context is open."""
    path, pipe = folder / "command", folder / "pipe"
    os.mkfifo(pipe)
    lines = ["#!/bin/sh", f"touch '{folder}/ran'", f"exec 3> '{pipe}'", "echo begun >&3"]
    path.write_text("\n".join([*lines, f"sleep {RUNS_S}", ""]))
    path.chmod(0o755)
    reader = asyncio.StreamReader()
    # Opened without waiting for the one that writes.
    file = os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), file
    )
    try:
        yield Command(path, reader)
    finally:
        transport.close()
