"""Clean-up that an answer begins because of the stop gets through."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from jupyter_stop_stream.generations import LadderTimes
from jupyter_stop_stream.generations.ladder import REPEAT_AFTER_S

from ..conftest import MakeDesk
from ..fakes.desk import Desk
from ..fakes.mock_model import MockModel
from ..fakes.patience import within
from ..fakes.session_server import SessionServer

pytestmark = pytest.mark.asyncio

LONGER_THAN_TWO_CANCELS_S = REPEAT_AFTER_S[1] + 0.2


@pytest.fixture
def session() -> Iterator[SessionServer]:
    with SessionServer().running() as running:
        yield running


async def answer_later(session: SessionServer, after_s: float) -> None:
    await asyncio.to_thread(session.is_asked.wait, 10)
    asyncio.get_running_loop().call_later(after_s, session.may_answer.set)


async def test_requests_of_clean_up_are_not_torn_by_a_repeated_cancel(
    desk: Desk, session: SessionServer
) -> None:
    works = asyncio.Event()

    async def work() -> None:
        async with httpx.AsyncClient(base_url=session.url) as client:
            try:
                works.set()
                await asyncio.Event().wait()
            finally:
                await client.delete("/session/1")
                await client.post("/session/2/end")

    generation = desk.ask(work)
    await within(works.wait())
    desk.stop(generation)
    await answer_later(session, LONGER_THAN_TWO_CANCELS_S)
    await within(generation.ended.wait())
    assert session.has_answered("DELETE /session/1", "POST /session/2/end")
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", [])


async def test_clean_up_in_a_thread_gets_through(desk: Desk, session: SessionServer) -> None:
    works, stopped = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    session.may_answer.set()

    def call() -> None:
        with httpx.Client(base_url=session.url) as client:
            loop.call_soon_threadsafe(works.set)
            stopped.wait(10)
            client.delete("/session/1")
            client.get("/session/2")

    generation = desk.ask(lambda: asyncio.to_thread(call))
    await within(works.wait())
    desk.stop(generation)
    stopped.set()
    await within(generation.ended.wait())
    assert session.has_answered("DELETE /session/1", "GET /session/2")
    assert generation.receipt == "cancelled"


async def test_the_end_of_a_session_that_had_begun_in_a_thread_is_not_cut_off(
    desk: Desk, session: SessionServer
) -> None:
    def call() -> None:
        httpx.delete(f"{session.url}/session/1")

    generation = desk.ask(lambda: asyncio.to_thread(call))
    assert await asyncio.to_thread(session.is_asked.wait, 10)
    desk.stop(generation)
    session.may_answer.set()
    await within(generation.ended.wait())
    assert session.has_answered("DELETE /session/1")
    assert generation.receipt == "cancelled"


async def test_clean_up_that_takes_longer_than_the_patience_is_told_and_goes_on(
    make_desk: MakeDesk, session: SessionServer
) -> None:
    desk = await make_desk(times=LadderTimes(grace_period_s=0, patience_s=0.3))
    works = asyncio.Event()

    async def work() -> None:
        async with httpx.AsyncClient(base_url=session.url) as client:
            try:
                works.set()
                await asyncio.Event().wait()
            finally:
                await client.delete("/session/1")

    generation = desk.ask(work)
    await within(works.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"task"})
    session.may_answer.set()
    await within(desk.observer.until(lambda record: record["receipt"] == "cancelled"))
    assert session.has_answered("DELETE /session/1")


async def test_an_answer_that_swallows_the_stop_still_cannot_ask_its_model_again(
    desk: Desk,
) -> None:
    model = MockModel()

    async def work() -> None:
        while True:
            try:
                await model.ask()
            except BaseException:
                if model.asked.total() > 5:
                    raise

    generation = desk.ask(work)
    await within(model.is_asked.wait())
    desk.stop(generation)
    for _ in range(200):
        await asyncio.sleep(0)
    assert model.asked.total() == 1
    model.asked["more"] = 10
    await within(generation.ended.wait())
