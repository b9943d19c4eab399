"""The model server as a process of its own, for whoever needs one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]


class ModelServerError(OSError):
    """The model server did not start."""


class ModelServer:
    """The way to a model server that is running."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as its ``base_url``."""
        return f"{self.url}/v1"

    def requests(self) -> list[dict[str, Any]]:
        """The records of all completion requests so far, in order. Blocks for the answer."""
        with urlopen(f"{self.url}/requests") as response:  # noqa: S310
            records: list[dict[str, Any]] = json.load(response)
            return records

    def finish(self, index: int) -> None:
        """Let the answer to one of them, counted from 0, end by itself, now."""
        with urlopen(Request(f"{self.url}/requests/{index}/finish", method="POST")):  # noqa: S310
            pass

    def forget(self) -> None:
        """Start counting anew."""
        with urlopen(Request(f"{self.url}/requests", method="DELETE")):  # noqa: S310
            pass


@contextmanager
def start_model_server(port: int = 0) -> Iterator[ModelServer]:
    """Run a model server for as long as the context is open. Port 0 takes a free one.

    Raises:
        ModelServerError: It did not start; it said why on standard error.
    """
    command = [sys.executable, "-m", "tests.model_server", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise ModelServerError
            yield ModelServer(json.loads(line)["port"])
        finally:
            process.terminate()
