"""What the parts of `make test` need to have installed first, done beside the parts before them."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

LIMIT_S = 1200
"""How long one installation may take, in seconds."""

BESIDE_OTHERS = ("nice", "-n", "15")
"""It takes what the tests that run meanwhile leave of the processor: some of them measure."""


@dataclass
class Preparation:
    """The commands of one part, and what came of them."""

    commands: Sequence[list[str]]
    directory: Path
    environment: dict[str, str]
    output: str = ""
    has_failed: bool = False
    _is_done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Run the commands one after the other, up to the first that fails."""
        try:
            for command in self.commands:
                self._call(command)
                if self.has_failed:
                    break
        finally:
            self._is_done.set()

    def wait(self) -> None:
        """Return when all have been run."""
        self._is_done.wait()

    def _call(self, command: list[str]) -> None:
        try:
            ended = subprocess.run(
                [*BESIDE_OTHERS, *command],
                cwd=self.directory,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            self.output += f"{command[0]}: {error}\n"
            self.has_failed = True
        else:
            self.output += ended.stdout
            self.has_failed = ended.returncode != 0


def begin(preparations: Sequence[Preparation]) -> None:
    """Run them one after the other, in the background: most of it waits for the network.

    They end with this process at the latest.
    """

    def run_all() -> None:
        for one in preparations:
            one.run()

    threading.Thread(target=run_all, daemon=True).start()
