"""A peer's server, in processes of its own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from tests.load.server import free_port

from .environment import BENCH
from .peer import Peer, Place

START_TIMEOUT_S = 300
"""Open WebUI took more than two minutes on a machine that was busy."""
END_TIMEOUT_S = 10


class NotServedError(Exception):
    """A peer's server did not answer; its text says why."""


@contextmanager
def start_server(peer: Peer, python: Path, model_url: str) -> Iterator[tuple[psutil.Process, int]]:
    """Serve a peer for as long as the context is open.

    It has a HOME of its own and nothing of the caller's environment but the PATH. What it says is
    in a file beside its environment.

    Args:
        peer: What is served.
        python: The interpreter that it is installed for.
        model_url: The OpenAI-compatible endpoint that it asks.

    Yields:
        Its process, and the port on which it answers on the loopback interface.

    Raises:
        NotServedError: It did not answer in time.
    """
    with TemporaryDirectory(prefix="stop-stream-peer-", ignore_cleanup_errors=True) as scratch:
        place = Place(python, Path(scratch), free_port(), model_url)
        peer.write_files(place)
        log = BENCH / f"{peer.name}.log"
        with log.open("wb") as said:
            process = psutil.Popen(
                [place.fill(word) for word in peer.command],
                cwd=place.home,
                env=environment_of(peer, place),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_until_it_answers(process, place.port, peer.page.path, log)
                yield process, place.port
            finally:
                end(process)


def environment_of(peer: Peer, place: Place) -> dict[str, str]:
    """All that a peer's server is told by its environment."""
    own = {name: place.fill(value) for name, value in peer.environment.items()}
    return {
        "PATH": f"{place.python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": str(place.home),
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": place.model_url,
        **own,
    }


def end(process: psutil.Process) -> None:
    """End a process and those that it started; by force where they do not by themselves."""
    try:
        tree = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for one in tree:
        _tell(one, is_by_force=False)
    for one in psutil.wait_procs(tree, timeout=END_TIMEOUT_S)[1]:
        _tell(one, is_by_force=True)
    psutil.wait_procs(tree, timeout=END_TIMEOUT_S)


def _tell(process: psutil.Process, *, is_by_force: bool) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill() if is_by_force else process.terminate()


def _wait_until_it_answers(process: psutil.Popen, port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise NotServedError(f"its server ended with {process.returncode}: {_last_line(log)}")
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except HTTPError as error:
            if error.code < 500:
                return
        except (OSError, HTTPException):
            pass
        time.sleep(0.2)
    raise NotServedError(f"its server did not answer within {START_TIMEOUT_S} s")


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
