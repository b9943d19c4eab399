"""A stop wakes a thread that waits for the model by way of `http.client`, and nobody else."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
import requests

from jupyter_stop_stream import GenerationStopped

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..model_server.process import ModelServer
from ..model_server.script import text
from .conftest import Records, are_over

pytestmark = pytest.mark.asyncio

ENDLESS = "rate=100 length=100000"

Read = Callable[[str], str]

PHASES = pytest.mark.parametrize(
    ("script", "produced"),
    [
        pytest.param("first_token_s=600 headers_late=1", 0, id="before_the_headers"),
        pytest.param("first_token_s=600", 0, id="before_the_first_token"),
        pytest.param(ENDLESS, 10, id="in_the_middle"),
        pytest.param("rate=1000 stall_at=10", 10, id="in_a_stall"),
    ],
)


def body(script: str) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": script}]}


def said(line: bytes) -> str:
    """What a line of the model's answer says."""
    return str(json.loads(line)["message"]["content"]) if line.strip() else ""


def ask(connection: HTTPConnection, script: str, method: str = "POST") -> None:
    connection.request(method, "/api/chat", json.dumps(body(script)))


@pytest.fixture
def connection(model: ModelServer) -> Iterator[HTTPConnection]:
    opened = HTTPConnection("127.0.0.1", model.port, timeout=10)
    yield opened
    opened.close()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


def by_requests(model: ModelServer, session: requests.Session) -> Read:
    url = f"{model.url}/api/chat"

    def read(script: str) -> str:
        with session.post(url, json=body(script), stream=True, timeout=10) as response:
            return "".join(map(said, response.iter_lines()))

    return read


@PHASES
async def test_a_thread_that_waits_in_requests_is_woken_and_others_of_its_session_are_not(
    desk: Desk,
    model: ModelServer,
    session: requests.Session,
    records: Records,
    script: str,
    produced: int,
) -> None:
    read, over = by_requests(model, session), threading.Event()

    def call() -> None:
        try:
            read(script)
        finally:
            over.set()

    # The session has a connection in its pool that another opened.
    assert await asyncio.to_thread(read, "rate=5000 length=5") == text(5)
    other = asyncio.ensure_future(asyncio.to_thread(read, "rate=200 length=100"))
    await records(lambda found: len(found) == 2)
    generation = desk.ask(lambda: asyncio.to_thread(call))
    await records(lambda found: len(found) == 3 and found[2]["produced"] >= produced)
    desk.stop(generation)
    await within(generation.ended.wait())
    found = await records(lambda found: found[2]["ended_at"] is not None)
    assert found[2]["let_go_at"] - generation.stopped_at < 0.5
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", ["request"])
    assert await asyncio.to_thread(over.wait, 5)
    assert await within(other) == text(100)
    assert len(await records(are_over)) == 3
    assert await asyncio.to_thread(read, "rate=5000 length=5") == text(5)


async def test_a_stopped_answer_that_is_written_by_a_thread_keeps_no_stream_that_nobody_reads(
    desk: Desk, connection: HTTPConnection, records: Records
) -> None:
    kept: list[object] = []

    def call() -> None:
        ask(connection, ENDLESS)
        with connection.getresponse() as response:
            voice = desk.voice()
            kept.append(response)
            for line in response:
                # Raises once the generation was stopped, and its traceback keeps the response.
                voice.say(said(line))

    generation = desk.ask(lambda: asyncio.to_thread(call))
    await records(lambda found: bool(found) and found[0]["produced"] >= 5)
    desk.stop(generation)
    await within(generation.ended.wait())
    (record,) = await records(are_over)
    assert record["let_go_at"] - generation.stopped_at < 0.5
    assert generation.receipt == "cancelled"


async def test_a_connection_that_carried_the_generations_request_is_the_next_ones(
    desk: Desk, connection: HTTPConnection, records: Records
) -> None:
    asked = asyncio.Event()

    def read(script: str) -> str:
        ask(connection, script)
        return "".join(map(said, connection.getresponse()))

    async def work() -> None:
        await asyncio.to_thread(read, "rate=5000 length=5")
        asked.set()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(asked.wait())
    other = asyncio.ensure_future(asyncio.to_thread(read, "rate=200 length=50"))
    await records(lambda found: len(found) == 2 and found[1]["produced"] >= 5)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert generation.record("ada")["closed"] == []
    assert await within(other) == text(50)


async def test_a_connection_that_was_dropped_and_taken_by_another_is_left_alone(
    desk: Desk, connection: HTTPConnection, records: Records
) -> None:
    taken = threading.Event()

    def call() -> None:
        ask(connection, "rate=1000 stall_at=5")
        response = connection.getresponse()
        # The response has the socket still; the connection opens another.
        vars(connection)["_HTTPConnection__response"] = None
        connection.close()
        taken.set()
        response.read()

    def take() -> str:
        ask(connection, "rate=200 length=50")
        return "".join(map(said, connection.getresponse()))

    generation = desk.ask(lambda: asyncio.to_thread(call))
    assert await asyncio.to_thread(taken.wait, 5)
    other = asyncio.ensure_future(asyncio.to_thread(take))
    await records(lambda found: len(found) == 2 and found[1]["produced"] >= 5)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await within(other) == text(50)
    first, second = await records(are_over)
    assert (first["let_go_at"] is None, second["let_go_at"]) == (False, None)


async def test_a_thread_cannot_ask_again_after_the_stop_and_its_clean_up_gets_through(
    desk: Desk, model: ModelServer, records: Records
) -> None:
    waits = asyncio.Event()
    loop = asyncio.get_running_loop()
    over = threading.Event()
    refused: list[BaseException] = []
    answered: list[tuple[str, int]] = []

    def request(method: str, path: str) -> None:
        connection = HTTPConnection("127.0.0.1", model.port, timeout=10)
        connection.request(method, path, "{}")
        with connection.getresponse() as response:
            response.read()
        connection.close()
        answered.append((method, response.status))

    def call() -> None:
        connection = HTTPConnection("127.0.0.1", model.port, timeout=10)
        ask(connection, "first_token_s=600 headers_late=1")
        loop.call_soon_threadsafe(waits.set)
        try:
            connection.getresponse()
        except OSError:
            try:
                ask(connection, "rate=5000 length=5")
            except GenerationStopped as error:
                refused.append(error)
            connection.close()
        request("POST", "/elsewhere")
        request("GET", "/v1/models")
        request("DELETE", "/requests")
        over.set()

    generation = desk.ask(lambda: asyncio.to_thread(call))
    await within(waits.wait())
    await records(lambda found: len(found) == 1)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await asyncio.to_thread(over.wait, 5)
    assert len(refused) == 1
    assert answered == [("POST", 404), ("GET", 200), ("DELETE", 204)]
    # That deletion was of the records.
    assert model.requests() == []
