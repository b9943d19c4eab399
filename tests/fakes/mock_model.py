"""A model, and whatever else speaks HTTP, without a network."""

from __future__ import annotations

import asyncio
from collections import Counter

import httpx

CHAT = "/v1/chat/completions"
REFRESH = "/oauth/token"


class MockModel:
    """Answers requests when it is let, and notes them by their paths.

    Args:
        is_let_go: Whether a request that is cancelled ends.
    """

    def __init__(self, *, is_let_go: bool = True) -> None:
        self._is_let_go = is_let_go
        self.asked: Counter[str] = Counter()
        self.let_go: Counter[str] = Counter()
        self.answers = asyncio.Event()
        self.is_asked = asyncio.Event()
        self._client = httpx.AsyncClient(
            transport=httpx.MockTransport(self._handle), base_url="http://model.test"
        )

    async def ask(self, path: str = CHAT) -> int:
        """Send a `POST`; the status of its response, when there is one."""
        body = {"messages": []} if path == CHAT else {"grant_type": "refresh_token"}
        return (await self._client.post(path, json=body)).status_code

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked[path] += 1
        self.is_asked.set()
        while not self.answers.is_set():
            try:
                await self.answers.wait()
            except asyncio.CancelledError:
                self.let_go[path] += 1
                if self._is_let_go:
                    raise
        return httpx.Response(200, json={})
