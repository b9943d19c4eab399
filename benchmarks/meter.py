"""Says what a server takes, to whoever measures it from a browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil

LOOK_EVERY_S = 0.05


class Meter:
    """Measures a process and all that it starts, between two moments.

    Args:
        process_id: Of the process.
    """

    def __init__(self, process_id: int) -> None:
        self._process = psutil.Process(process_id)
        self._ended = threading.Event()
        self._watching: threading.Thread | None = None
        self._cpu_s = 0.0
        self._before_bytes = 0
        self._peak_bytes = 0

    def begin(self) -> None:
        """Measure from now on."""
        self.end()
        self._cpu_s = self._taken_s()
        self._before_bytes = self._peak_bytes = self._held_bytes()
        self._ended.clear()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def end(self) -> dict[str, float]:
        """Seconds of the processor (`cpuS`), and by how much the resident memory was larger at its
        peak (`memoryMb`).
        """
        if self._watching is not None:
            self._ended.set()
            self._watching.join()
            self._watching = None
        return {
            "cpuS": self._taken_s() - self._cpu_s,
            "memoryMb": (self._peak_bytes - self._before_bytes) / 1e6,
        }

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self._peak_bytes = max(self._peak_bytes, self._held_bytes())

    def _all(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]

    def _taken_s(self) -> float:
        times = [one.cpu_times() for one in self._all()]
        return sum(one.user + one.system for one in times)

    def _held_bytes(self) -> int:
        return sum(one.memory_info().rss for one in self._all())


@contextmanager
def serve_meter(process_id: int) -> Iterator[str]:
    """Where to ask, for as long as the context is open: a POST begins, a GET ends."""
    meter = Meter(process_id)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            meter.begin()
            self._answer({})

        def do_GET(self) -> None:
            self._answer(meter.end())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said of what is asked."""

        def _answer(self, measured: dict[str, float]) -> None:
            body = json.dumps(measured).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
