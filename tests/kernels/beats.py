"""Cells that show for how long they run."""

from __future__ import annotations

import time
from pathlib import Path


class Beats:
    """A cell that writes to a file every few milliseconds for as long as it runs.

    Args:
        path: The file.
        lasts_s: How long the cell runs if nobody ends it, in seconds.
        heeds: Whether an interrupt ends it.
    """

    def __init__(self, path: Path, lasts_s: float = 60.0, *, heeds: bool = True) -> None:
        self._path = path
        step = "f.write(f'{time.time()}\\n'); f.flush(); time.sleep(0.005)"
        beat = (
            step if heeds else f"try:\n            {step}\n        except KeyboardInterrupt: pass"
        )
        self.code = (
            "import time\n"
            f"until = time.monotonic() + {lasts_s}\n"
            f"with open({str(path)!r}, 'a') as f:\n"
            "    while time.monotonic() < until:\n"
            f"        {beat}\n"
            "print('whole')"
        )

    @property
    def has_begun(self) -> bool:
        return self._path.exists() and bool(self._path.read_text())

    def last_after_ms(self, since: float) -> float:
        """How long after a time of `time.time()` it was last seen to run, in milliseconds."""
        return (float(self._path.read_text().split()[-1]) - since) * 1000

    def silent_for_s(self) -> float:
        return time.time() - float(self._path.read_text().split()[-1])
