"""A library that lacks what would show whose something is, is left as it is."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_stop_stream.reach.grpc_calls import record_grpc, record_grpc_aio
from jupyter_stop_stream.reach.http_client import record_http_client
from jupyter_stop_stream.reach.web_socket_clients import record_aiohttp_websockets


class Begins:
    """What begins a stream, of which nothing tells who reads it."""

    def __call__(self) -> None:
        pass


class Session:
    async def _ws_connect(self) -> None:
        pass


class Connection:
    def endheaders(self) -> None:
        pass

    def getresponse(self) -> None:
        pass


class Nothing:
    pass


@pytest.mark.parametrize(
    ("record", "module"),
    [
        (record_grpc, {"_UnaryStreamMultiCallable": Begins, "_MultiThreadedRendezvous": Nothing}),
        (record_grpc_aio, {"UnaryStreamMultiCallable": Begins, "UnaryStreamCall": Nothing}),
        (record_http_client, {"HTTPConnection": Connection, "HTTPResponse": Nothing}),
        (
            record_aiohttp_websockets,
            {"ClientSession": Session, "ClientWebSocketResponse": Nothing},
        ),
    ],
)
def test_it_is_not_wrapped(
    record: Callable[[SimpleNamespace], None], module: dict[str, type[Any]]
) -> None:
    before = [dict(vars(one)) for one in module.values()]
    record(SimpleNamespace(**module))
    assert [dict(vars(one)) for one in module.values()] == before
