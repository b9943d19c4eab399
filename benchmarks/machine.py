"""Where something was measured."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil


def sentences() -> list[str]:
    """The machine and what was measured on."""
    cores = psutil.cpu_count() or 1
    memory_gb = psutil.virtual_memory().total / 1e9
    return [
        f"{cores} cores ({_processor()}), {memory_gb:.0f} GB, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()}."
    ]


def load() -> str:
    """How busy it is: processes that run or want to, over one and five minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} and {five:.1f}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"
