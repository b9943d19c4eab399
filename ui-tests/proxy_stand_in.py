"""A proxy that does what nginx does by `nginx.conf`, where there is no nginx.

Responses are buffered whole. What a websocket says is passed on as it comes.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.websocket import WebSocketClientConnection, WebSocketHandler, websocket_connect

MAY_BE_SILENT_S = 1.0
"""After how many seconds without a word of the server the way `cut` ends our websocket."""

OURS = "api/stop-stream/ws"
NOT_PASSED_ON = {"connection", "content-encoding", "content-length", "transfer-encoding", "upgrade"}


class Pages(web.RequestHandler):
    """Passes on requests."""

    def initialize(self, lab: int) -> None:
        """Called by Tornado for each request, with the port of the server."""
        self._lab = lab

    def check_xsrf_cookie(self) -> None:
        """Leave that to the server."""

    async def _pass_on(self, *args: Any) -> None:
        request = HTTPRequest(
            f"http://127.0.0.1:{self._lab}{self.request.uri}",
            method=self.request.method or "GET",
            headers={k: v for k, v in self.request.headers.items() if k not in NOT_PASSED_ON},
            body=self.request.body or None,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=60,
        )
        response = await AsyncHTTPClient().fetch(request, raise_error=False)
        self.set_status(response.code, response.reason)
        self.clear_header("Content-Type")
        for name, value in response.headers.get_all():
            if name.lower() not in NOT_PASSED_ON:
                self.add_header(name, value)
        if response.body:
            self.write(response.body)

    get = head = post = put = patch = delete = options = _pass_on  # type: ignore[assignment]


class Upgrades(Matcher):
    """Takes the requests that ask for a websocket."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Called by Tornado for each request."""
        is_one = request.headers.get("Upgrade", "").lower() == "websocket"
        return {} if is_one else None


class WebSockets(WebSocketHandler):
    """Passes on websockets; what becomes of ours is said by the way."""

    _server: WebSocketClientConnection | None = None

    def initialize(self, lab: int, way: str) -> None:
        """Called by Tornado for each connection."""
        self._lab = lab
        self._way = way

    def check_origin(self, origin: str) -> bool:
        """Leave that to the server."""
        return True

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the server's end first: its refusal is passed on."""
        is_ours = (self.request.uri or "").split("?")[0].endswith(OURS)
        if is_ours and self._way == "refused":
            raise web.HTTPError(400)
        if is_ours and self._way == "hanging":
            await asyncio.Event().wait()
        self._silence_s = MAY_BE_SILENT_S if is_ours and self._way == "cut" else None
        names = ("Cookie", "Authorization", "Origin", "Host")
        headers = {name: value for name, value in self.request.headers.items() if name in names}
        request = HTTPRequest(f"ws://127.0.0.1:{self._lab}{self.request.uri}", headers=headers)
        self._server = await websocket_connect(request)
        self._telling = asyncio.create_task(self._tell(self._server))
        await super().get(*args, **kwargs)

    async def _tell(self, server: WebSocketClientConnection) -> None:
        while True:
            reading = asyncio.ensure_future(server.read_message())
            await asyncio.wait([reading], timeout=self._silence_s)
            said = reading.result() if reading.done() else None
            if said is None:
                break
            await self.write_message(said, binary=isinstance(said, bytes))
        self.close()

    async def on_message(self, message: str | bytes) -> None:
        """Called by Tornado with what the page says."""
        if self._server is not None:
            await self._server.write_message(message, binary=isinstance(message, bytes))

    def on_close(self) -> None:
        """Called by Tornado when the page's end is gone."""
        if self._server is not None:
            self._server.close()


def serve(lab: int, prefix: str, ports: dict[str, int]) -> None:
    """Serve each way on its port until this process ends."""
    asyncio.run(_serve(lab, prefix, ports))


async def _serve(lab: int, prefix: str, ports: dict[str, int]) -> None:
    AsyncHTTPClient.configure(None, max_clients=100, max_body_size=2**28)
    for way, port in ports.items():
        web.Application(
            [
                Rule(Upgrades(), WebSockets, {"lab": lab, "way": way}),
                (f"{prefix}.*", Pages, {"lab": lab}),
            ]
        ).listen(port, "127.0.0.1")
    await asyncio.Event().wait()
