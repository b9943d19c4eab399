"""By what a process is spoken to."""

from __future__ import annotations

import os
import sys

import psutil

PIPES = ("pipe:", "socket:")
"""How Linux names what two processes speak to each other by."""


def is_spoken_to(process: psutil.Process, parent: psutil.Process) -> bool | None:
    """Whether a process has a pipe of its own as its standard input, by which whoever started it
    speaks to it: a server for tools or for a language has. A command has the terminal's, nothing,
    or what its parent has.

    Returns:
        `None` where that cannot be looked up.
    """
    its, inherited = _standard_input(process), _standard_input(parent)
    if its is None:
        return None
    return its.startswith(PIPES) and its != inherited


def _standard_input(process: psutil.Process) -> str | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return os.readlink(f"/proc/{process.pid}/fd/0")  # noqa: PTH115  it is no path
    except OSError:
        return None
