"""`python -m tests.agents.tool_server` starts a process for each line that it reads.

It says their pids. It is spoken to by a pipe, as servers of the Model Context Protocol and for
languages are.
"""

from __future__ import annotations

import subprocess
import sys


def serve() -> None:
    """Read lines until there are no more."""
    started = []
    for _ in sys.stdin:
        process = subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL)  # noqa: S607
        started.append(process)
        print(process.pid, flush=True)


if __name__ == "__main__":
    serve()
