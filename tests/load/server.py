"""A Jupyter server with our extension, as a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 60
STARTS = 2
"""Somebody else may have taken the port before it is listened on."""
ANSWER_TIMEOUT_S = 90
EXTENSIONS = {"jupyter_stop_stream": True, "tests.load.extension": True}


class Server:
    """The way to a Jupyter server that is running. Its person is whoever has the token."""

    def __init__(self, port: int, token: str, process_id: int) -> None:
        self.port = port
        self.token = token
        self.process_id = process_id

    @property
    def websocket_url(self) -> str:
        """Our websocket."""
        return f"ws://127.0.0.1:{self.port}/api/stop-stream/ws?token={self.token}"

    @property
    def echo_url(self) -> str:
        """A websocket that answers each frame with itself."""
        return f"ws://127.0.0.1:{self.port}/api/load/echo"

    @property
    def cancel_url(self) -> str:
        """A websocket that cancels the task whose id it is told: see `bare.py`."""
        return f"ws://127.0.0.1:{self.port}/api/load/cancel"

    def get(self, path: str) -> Any:
        """The JSON that the server answers. Blocks for it."""
        return self._ask(path, None)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON that the server answers to a POST. Blocks for it."""
        return self._ask(path, json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None) -> Any:
        url = f"http://127.0.0.1:{self.port}/{path}"
        request = Request(url, body, {"Authorization": f"token {self.token}"})
        with urlopen(request, timeout=ANSWER_TIMEOUT_S) as response:  # noqa: S310
            return json.load(response)


@contextmanager
def start_server(options: Sequence[str] = ()) -> Iterator[Server]:
    """Run a server for as long as the context is open, in a directory of its own.

    Args:
        options: More of `jupyter server`'s command line.

    Raises:
        TimeoutError: It did not answer in time; it said why on standard error.
    """
    with TemporaryDirectory(prefix="stop-stream-load-") as scratch:
        server, process = _started(Path(scratch), options)
        try:
            yield server
        finally:
            process.terminate()
            process.wait()


def _started(scratch: Path, options: Sequence[str]) -> tuple[Server, subprocess.Popen[bytes]]:
    token = os.urandom(16).hex()
    environment = {
        "JUPYTER_CONFIG_DIR": str(scratch),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_RUNTIME_DIR": str(scratch),
        "PYTHONPATH": str(ROOT),
    }
    for _ in range(STARTS):
        port = free_port()
        command = [
            *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
            *(f"--ServerApp.root_dir={scratch}", f"--IdentityProvider.token={token}"),
            f"--ServerApp.jpserver_extensions={EXTENSIONS}",
            *("--ServerApp.port_retries=0", "--Application.log_level=WARN", *options),
        ]
        process = subprocess.Popen(command, cwd=scratch, env=os.environ | environment)  # noqa: S603
        server = Server(port, token, process.pid)
        is_up = False
        try:
            is_up = answers(server, process)
        finally:
            if not is_up:
                process.kill()
                process.wait()
        if is_up:
            return server, process
    raise TimeoutError


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
    return port


def answers(server: Server, process: subprocess.Popen[bytes]) -> bool:
    """Return when the server answers; or that it does not, and has ended or had its time."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.get("api/status")
        except URLError:
            time.sleep(0.1)
        else:
            return True
    return False
