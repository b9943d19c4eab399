"""A process of the demo's own."""

from __future__ import annotations

import asyncio
import re
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from .errors import ChildFailed

GRACE_PERIOD_S = 4.0
# Its pipes need not close with it: what it started may hold them for longer.
READ_UP_S = 0.5
LAST_LINES = 15
LONGEST_LINE = 2**20


class Child:
    """A running process whose lines, from stdout and stderr, are read as they come."""

    def __init__(
        self, name: str, process: Process, ready: re.Pattern[str], on_line: Callable[[str], None]
    ) -> None:
        self._name = name
        self._process = process
        self._pattern = ready
        self._on_line = on_line
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._ready: asyncio.Future[re.Match[str]] = asyncio.get_running_loop().create_future()
        streams = [stream for stream in (process.stdout, process.stderr) if stream]
        self._readers = {asyncio.create_task(self._read(stream)) for stream in streams}
        self._exit = asyncio.create_task(process.wait())

    @property
    def exit_code(self) -> int | None:
        """Its exit code, negative for a signal, and None while it runs."""
        return self._process.returncode

    async def ready(self, timeout_s: float) -> re.Match[str]:
        """The first line that says it is ready.

        Raises `ChildFailed` with its last lines if it ends before that, or takes too long.
        """
        either: set[asyncio.Future[Any]] = {self._ready, self._exit}
        await asyncio.wait(either, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        if self._ready.done():
            return self._ready.result()
        if self._exit.done():
            await asyncio.wait(self._readers, timeout=READ_UP_S)
        raise self._failure()

    async def exit(self) -> None:
        """Wait until it ends by itself; `ChildFailed` with its last lines if that was a failure."""
        if await asyncio.shield(self._exit):
            await asyncio.wait(self._readers, timeout=READ_UP_S)
            raise self._failure()

    async def end(self) -> None:
        """Make an end of it: politely, and after the grace period by force. Safe to call twice."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        await asyncio.wait({self._exit}, timeout=GRACE_PERIOD_S)
        if not self._exit.done():
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._exit
        await asyncio.wait(self._readers, timeout=READ_UP_S)
        for reader in self._readers:
            reader.cancel()

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for raw in stream:
            line = raw.decode(errors="replace").rstrip()
            self._last_lines.append(line)
            match = self._pattern.search(line)
            if match and not self._ready.done():
                self._ready.set_result(match)
            self._on_line(line)

    def _failure(self) -> ChildFailed:
        return ChildFailed(self._name, self.exit_code, self._last_lines)


@asynccontextmanager
async def running(
    name: str,
    *command: str,
    ready: str,
    timeout_s: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Callable[[str], None] = lambda _line: None,
) -> AsyncIterator[tuple[Child, re.Match[str]]]:
    """A process from the line that matches `ready` on, ended when the block is left.

    It gets a session of its own, so that a Ctrl-C in the terminal reaches the demo alone, which
    ends its processes in their order. It gets a stdin that closes when the demo dies.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=env,
        cwd=cwd,
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    child = Child(name, process, re.compile(ready), on_line)
    try:
        yield child, await child.ready(timeout_s)
    finally:
        await child.end()
