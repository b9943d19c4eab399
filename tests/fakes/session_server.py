"""A server with sessions that its clients end, as those of the Model Context Protocol do."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SessionServer:
    """Notes what it was asked, and answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.is_asked = threading.Event()
        self.may_answer = threading.Event()
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[SessionServer]:
        """Until the context ends."""
        session = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_DELETE(self) -> None:
                session.asked.append(f"{self.command} {self.path}")
                session.is_asked.set()
                session.may_answer.wait(10)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")
                session.answered.append(f"{self.command} {self.path}")

            do_GET = do_POST = do_DELETE

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.may_answer.set()
            server.shutdown()
            server.server_close()
            thread.join()
