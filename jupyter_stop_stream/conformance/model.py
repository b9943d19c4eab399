"""A model that counts, and sees when it is let go."""

from __future__ import annotations

import json
import select
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

PAUSE_S: Final = 0.005
"""Between two tokens, in seconds."""

POLL_S: Final = 0.02
"""How often the server looks whether it is to end, in seconds."""

GIVES_UP_S: Final = 60.0
"""How long a silent model waits to be let go, in seconds."""


@dataclass
class Completion:
    """One request, as the model saw it."""

    script: dict[str, int]
    produced: int = 0
    is_let_go: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, *, produced: int | None = None, is_let_go: bool = False) -> None:
        """Called by the server's thread."""
        with self.changed:
            self.produced = self.produced if produced is None else produced
            self.is_let_go = self.is_let_go or is_let_go
            self.changed.notify_all()

    def until(self, *, produced: int = 0, is_let_go: bool = False, timeout_s: float) -> bool:
        """Wait, in a thread, until so many tokens were produced, or until it was let go."""
        with self.changed:
            return self.changed.wait_for(
                lambda: self.is_let_go if is_let_go else self.produced >= produced, timeout_s
            )


class ScriptedModel:
    """A server of OpenAI's streaming chat completions, on a free port of the loopback interface.

    Words of the prompt say what it does: `tokens=20` is how many it says, `stall_at=5` after how
    many it falls silent, 0 before the first, and `fail=1` that it answers with status 400. It runs
    while its context is open.
    """

    def __init__(self) -> None:
        self.completions: list[Completion] = []
        self.is_asked = threading.Event()
        """Set with the first request."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=[POLL_S], daemon=True
        )

    @property
    def url(self) -> str:
        """What a client takes as its `base_url`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ScriptedModel:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def text_of(tokens: int) -> str:
    """What a model says in so many tokens."""
    return "".join(f"w{number} " for number in range(1, tokens + 1))


def _handler_of(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            completion = Completion(_script_of(asked["messages"][-1]["content"]))
            model.completions.append(completion)
            model.is_asked.set()
            if completion.script.get("fail"):
                self.send_error(400)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                self._say(completion)
            except OSError:
                completion.note(is_let_go=True)

        def _say(self, completion: Completion) -> None:
            tokens = completion.script.get("tokens", 20)
            for number in range(tokens + 1):
                is_silent = completion.script.get("stall_at") == number
                if self._is_let_go(GIVES_UP_S if is_silent else PAUSE_S):
                    completion.note(is_let_go=True)
                    return
                if number < tokens:
                    delta = {"content": f"w{number + 1} "}
                    self._send({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
                    completion.note(produced=number + 1)
            self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, chunk: dict[str, Any]) -> None:
            whole = {"id": "one", "object": "chat.completion.chunk", "created": 0, "model": "m"}
            self.wfile.write(f"data: {json.dumps({**whole, **chunk})}\n\n".encode())

        def _is_let_go(self, within_s: float) -> bool:
            readable, _, _ = select.select([self.connection], [], [], within_s)
            return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def _script_of(prompt: str) -> dict[str, int]:
    words = (word.partition("=") for word in prompt.split())
    return {key: int(value) for key, _, value in words if value.isdigit()}
