"""A JupyterLab to measure, with its model, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from tests.load.server import free_port

ROOT = Path(__file__).parents[1]
START_TIMEOUT_S = 180


@dataclass(frozen=True)
class Lab:
    """Where a JupyterLab and its model listen, on the loopback interface."""

    port: int
    model_port: int
    is_without_us: bool
    process_id: int = 0
    """Of what serves it and its model; 0 where it is not served yet."""

    @property
    def environment(self) -> dict[str, str]:
        """What tells another process of this lab."""
        told = {"LAB_PORT": str(self.port), "MODEL_PORT": str(self.model_port)}
        return told | ({"WITHOUT_STOP_STREAM": "1"} if self.is_without_us else {})

    @property
    def server_id(self) -> int:
        """The process of JupyterLab's server.

        Raises:
            ProcessLookupError: It has none.
        """
        for process in psutil.Process(self.process_id).children():
            if "jupyterlab" in process.cmdline():
                return process.pid
        raise ProcessLookupError


@contextmanager
def start_lab(
    is_without_us: bool = False,
    python: str = sys.executable,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Lab]:
    """Serve a lab for as long as the context is open.

    Args:
        is_without_us: Whether both halves of the extension are switched off.
        python: The interpreter that runs it.
        environment: What is added to the environment of its server.

    Raises:
        TimeoutError: It did not answer in time.
    """
    lab = Lab(free_port(), free_port(), is_without_us)
    command = [python, str(ROOT / "ui-tests" / "serve.py")]
    with subprocess.Popen(  # noqa: S603
        command,
        env=os.environ | lab.environment | dict(environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_until_it_answers(lab)
            yield replace(lab, process_id=process.pid)
        finally:
            process.terminate()


def wait_until_it_answers(lab: Lab) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{lab.port}/api/status") as response:
                json.load(response)
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError
