"""Servers that answer otherwise than Jupyter does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from jupyter_stop_stream.cli import client as client_module
from jupyter_stop_stream.cli.client import Client
from jupyter_stop_stream.cli.failures import Failure, NotKnown, NotThere, Refused, Unreachable
from jupyter_stop_stream.cli.servers import Server

Serve = Callable[..., tuple[Client, list[Any]]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers that give everybody the same answer, and note what they are asked."""
    servers: list[HTTPServer] = []

    def start(status: int, body: str = "", **headers: str) -> tuple[Client, list[Any]]:
        asked: list[Any] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((self.path, self.headers.get("Authorization")))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return Client(Server(f"http://127.0.0.1:{server.server_port}/a/", "secret")), asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "failure", "text"),
    [
        (200, "<html>", Unreachable, "no Jupyter server"),
        (200, "[]", Unreachable, "no Jupyter server"),
        (200, '{"generations": [{"generation_id": 1}]}', Unreachable, "no Jupyter server"),
        (404, "<html>", NotThere, "no jupyter-stop-stream"),
        (401, "", Refused, "401"),
        (403, '{"message": "Forbidden", "reason": null}', Refused, "Forbidden"),
        (403, "[]", Refused, "403"),
        (424, '{"message": "ada is not running"}', Unreachable, "424: ada is not running"),
        (500, "", Unreachable, "500"),
    ],
)
def test_each_answer_that_is_none_has_its_reason(
    serve: Serve, status: int, body: str, failure: type[Failure], text: str
) -> None:
    client, asked = serve(status, body)
    with pytest.raises(failure, match=text) as caught:
        client.answers()
    assert type(caught.value) is failure
    assert asked == [("/a/api/stop-stream/generations", "token secret")]


@pytest.mark.parametrize(
    ("place", "failure"),
    [("/hub/login?next=%2F", Refused), ("/hub/user/ada/", Unreachable)],
)
def test_a_token_goes_nowhere_else(serve: Serve, place: str, failure: type[Failure]) -> None:
    elsewhere, asked = serve(200, '{"generations": []}')
    base = elsewhere.server.url.removesuffix("/a/")
    client, _ = serve(302, Location=f"{base}{place}")
    here, _ = serve(302, Location=place)
    for one in (client, here):
        with pytest.raises(failure) as caught:
            one.answers()
        assert type(caught.value) is failure
    assert asked == []


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module.Client._ask, "__defaults__", (0.1,))
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Unreachable, match="No answer"):
            Client(Server(url)).answers()


def test_a_name_is_never_a_path_of_its_own(serve: Serve) -> None:
    client, asked = serve(404, '{"message": "", "reason": "unknown_generation"}')
    with pytest.raises(NotKnown):
        client.wait_for("../../kernels?x=", 0)
    assert asked[0][0].startswith("/a/api/stop-stream/generations/..%2F..%2Fkernels%3Fx%3D?")
