"""The half of a measurement that drives a browser."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .lab import ROOT, Lab

UI_TESTS = ROOT / "ui-tests"


def run_in_browser(lab: Lab, name: str, options: Mapping[str, int | str], timeout_s: float) -> Any:
    """Run one file of ``ui-tests/bench`` against a lab.

    Args:
        lab: What is measured.
        name: The file, without its ending.
        options: What it is told by the environment, without ``BENCH_``.
        timeout_s: When to give up.

    Returns:
        What it wrote.

    Raises:
        subprocess.TimeoutExpired: It took longer than that.
        subprocess.CalledProcessError: It failed; it said why on standard error.
    """
    with TemporaryDirectory(prefix="stop-stream-bench-") as scratch:
        output = Path(scratch) / "measured.json"
        told = {f"BENCH_{key}": str(value) for key, value in options.items()}
        playwright = UI_TESTS / "node_modules" / ".bin" / "playwright"
        subprocess.run(  # noqa: S603
            [playwright, "test", "--config", "playwright.bench.config.ts", f"{name}.bench.ts"],
            cwd=UI_TESTS,
            env=os.environ | lab.environment | told | {"BENCH_OUTPUT": str(output)},
            stdout=2,
            timeout=timeout_s,
            check=True,
        )
        return json.loads(output.read_text())
