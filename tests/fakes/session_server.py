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
        self._answered: list[str] = []
        self._noted = threading.Condition()
        self.is_asked = threading.Event()
        self.may_answer = threading.Event()
        self.url = ""

    def has_answered(self, *requests: str) -> bool:
        """Whether it has answered these, in this order, and nothing else. Blocks for what a client
        has heard before it is noted here.
        """
        with self._noted:
            return self._noted.wait_for(lambda: self._answered == list(requests), 10)

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
                with session._noted:
                    session._answered.append(f"{self.command} {self.path}")
                    session._noted.notify_all()

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
