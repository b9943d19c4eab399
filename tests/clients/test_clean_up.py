"""What an answer's code does at its end, because of the stop, gets through."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import httpx
import pytest
import pytest_asyncio
import requests
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from ..fakes.desk import Desk
from ..fakes.patience import within
from .stage import Stage

pytestmark = pytest.mark.asyncio

SLOW_S = 0.4
"""Longer than the first cancel's effect is waited for, and than until it is repeated."""

CleanUp = Callable[[str, Callable[[], Awaitable[None]]], Awaitable[None]]


class SlowHandler(RequestHandler):
    """``DELETE``: takes its time, and notes what it has done."""

    def initialize(self, done: list[str]) -> None:
        self._done = done

    async def delete(self, name: str) -> None:
        await asyncio.sleep(SLOW_S)
        self._done.append(name)


@pytest_asyncio.fixture
async def sessions() -> AsyncIterator[tuple[str, list[str]]]:
    """Where sessions are ended, and those that were."""
    done: list[str] = []
    socket, port = bind_unused_port()
    server = HTTPServer(Application([("/(.*)", SlowHandler, {"done": done})]))
    server.add_socket(socket)
    yield f"http://127.0.0.1:{port}", done
    server.stop()
    await server.close_all_connections()


async def by_httpx(url: str, answer: Callable[[], Awaitable[None]]) -> None:
    async with httpx.AsyncClient() as client:
        try:
            await answer()
        finally:
            await client.delete(f"{url}/1")
            await client.delete(f"{url}/2")


async def by_aiohttp(url: str, answer: Callable[[], Awaitable[None]]) -> None:
    async with aiohttp.ClientSession() as session:
        try:
            await answer()
        finally:
            async with session.delete(f"{url}/1"):
                pass
            async with session.delete(f"{url}/2"):
                pass


@pytest.mark.parametrize("clean_up", [by_httpx, by_aiohttp])
async def test_two_deletions_at_the_end_of_a_stopped_answer_are_both_done(
    stage: Stage, sessions: tuple[str, list[str]], clean_up: CleanUp
) -> None:
    url, done = sessions
    waits = asyncio.Event()

    async def answer() -> None:
        waits.set()
        await asyncio.Event().wait()

    generation = stage.desk.ask(lambda: clean_up(url, answer))
    await within(waits.wait())
    await stage.stop(generation)
    assert done == ["1", "2"]


def by_requests_in_a_thread(url: str) -> None:
    with requests.Session() as session:
        session.delete(f"{url}/1", timeout=10)
        session.delete(f"{url}/2", timeout=10)


def by_httpx_in_a_thread(url: str) -> None:
    with httpx.Client(timeout=10) as client:
        client.delete(f"{url}/1")
        client.delete(f"{url}/2")


@pytest.mark.parametrize("clean_up", [by_requests_in_a_thread, by_httpx_in_a_thread])
async def test_two_deletions_of_a_thread_are_both_done_after_the_stop(
    stage: Stage, sessions: tuple[str, list[str]], clean_up: Callable[[str], None]
) -> None:
    url, done = sessions
    desk: Desk = stage.desk
    loop = asyncio.get_running_loop()
    waits, stopped, over = asyncio.Event(), threading.Event(), threading.Event()

    def call() -> None:
        loop.call_soon_threadsafe(waits.set)
        stopped.wait(10)
        try:
            clean_up(url)
        finally:
            over.set()

    generation = desk.ask(lambda: asyncio.to_thread(call))
    await within(waits.wait())
    desk.stop(generation)
    stopped.set()
    await within(generation.ended.wait())
    assert await asyncio.to_thread(over.wait, 5)
    assert done == ["1", "2"]
