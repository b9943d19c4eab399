"""Cells that show for how long they run."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from ..fakes.patience import within

STEP = "f.write(f'{time.time()}\\n'); f.flush(); time.sleep(0.005)"
DEAF_STEP = f"""try:
            {STEP}
        except KeyboardInterrupt: pass"""


class Beats:
    """A cell that writes to a file every few milliseconds for as long as it runs, and prints
    `whole` when nobody has ended it.

    Args:
        path: The file.
        lasts_s: How long it runs if nobody ends it, in seconds.
        heeds: Whether an interrupt ends it.
    """

    def __init__(self, path: Path, lasts_s: float = 60.0, *, heeds: bool = True) -> None:
        self._path = path
        self._over = path.with_suffix(".over")
        self.code = f"""import os, time
until = time.monotonic() + {lasts_s}
with open({str(path)!r}, 'a') as f:
    while time.monotonic() < until and not os.path.exists({str(self._over)!r}):
        {STEP if heeds else DEAF_STEP}
print('whole')"""

    @property
    def has_begun(self) -> bool:
        return self._path.exists() and bool(self._path.read_text())

    async def begun(self) -> None:
        """Return when it runs."""

        async def wait() -> None:
            # Nothing tells of a file that is written by another process.
            while not self.has_begun:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

        await within(wait())

    def let_end(self) -> None:
        """Have it end by itself, now."""
        self._over.touch()

    def last_beat_ms_after(self, at: float) -> float:
        """How long after a time of `time.time()` it ran, in milliseconds."""
        return (float(self._path.read_text().split()[-1]) - at) * 1000

    @property
    def runs(self) -> bool:
        """Whether it has run within the last tenths of a second."""
        return self.last_beat_ms_after(time.time()) > -300
