"""With jupyter_server_nbmodel, which runs cells from a queue of its own."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .beats import Beats
from .conftest import StartKernel

pytest.importorskip("jupyter_server_nbmodel")

# What it stands on warns of its own future.
pytestmark = pytest.mark.filterwarnings("ignore")


POST = """
import json, sys, time, urllib.request
url, code = sys.argv[1:]
body = json.dumps({"code": code}).encode()
asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
urllib.request.urlopen(asked).read()
time.sleep(600)
"""


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    jp_server_config["ServerApp"]["jpserver_extensions"]["jupyter_server_nbmodel"] = True
    return jp_server_config


@pytest.fixture
def stack(server: ServerApp, jp_asyncio_loop: Any) -> Iterator[Any]:
    """The extension's queue, which it does not close itself."""
    (app,) = server.extension_manager.extension_apps["jupyter_server_nbmodel"]
    its: Any = app._Extension__execution_stack
    yield its

    async def close() -> None:
        for kernel_id in server.kernel_manager.list_kernel_ids():
            with suppress(asyncio.CancelledError):
                await its.cancel(kernel_id)
        await its.dispose()

    jp_asyncio_loop.run_until_complete(close())


async def test_of_its_queue_the_answers_cells_end_and_a_persons_runs(
    stack: Any, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    beats, never = Beats(tmp_path / "answer"), Beats(tmp_path / "never")
    answers: list[str] = []

    async def work() -> None:
        answers.extend(stack.put(kernel_id, code) for code in (beats.code, never.code))
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await beats.begun()
    persons = stack.put(kernel_id, "print('behind')")
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    results = [await _result(stack, kernel_id, one) for one in (*answers, persons)]
    assert [one["status"] for one in results] == ["aborted", "aborted", "ok"]
    assert json.loads(results[2]["outputs"])[0]["text"] == "behind\n"
    last_beat_ms = beats.last_beat_ms_after(clicked)
    assert last_beat_ms < 1000
    assert not never.has_begun
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", ["execution"])
    saw_cell_end("nbmodel-queue", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms)


async def test_what_a_person_has_put_there_is_left_alone(
    stack: Any, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    beats = Beats(tmp_path / "person", 0.5)

    async def work() -> None:
        # Its worker is made on the way.
        stack.put(kernel_id, "1")
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await asyncio.sleep(0)
    persons = stack.put(kernel_id, beats.code)
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    result = await _result(stack, kernel_id, persons)
    assert (result["status"], json.loads(result["outputs"])[0]["text"]) == ("ok", "whole\n")
    assert generation.record("ada")["closed"] == []


async def test_what_a_process_of_the_answers_posts_there_ends_and_what_others_post_does_not(
    server: ServerApp,
    stack: Any,
    desk: Desk,
    start_kernel: StartKernel,
    jp_fetch: Any,
    jp_http_port: int,
    jp_base_url: str,
    tmp_path: Path,
) -> None:
    kernel_id = await start_kernel()
    path = f"{jp_base_url}api/kernels/{kernel_id}/execute"
    url = f"http://localhost:{jp_http_port}{path}?token={server.identity_provider.token}"
    answers, persons = Beats(tmp_path / "answer"), Beats(tmp_path / "person", 0.5)

    async def work() -> None:
        command = (sys.executable, "-c", POST, url, answers.code)
        await (await asyncio.create_subprocess_exec(*command)).wait()

    generation = desk.ask(work)
    await answers.begun()
    body = json.dumps({"code": persons.code})
    posted = await jp_fetch("api", "kernels", kernel_id, "execute", method="POST", body=body)
    request_id = json.loads(posted.body)["request_id"]
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert answers.last_beat_ms_after(clicked) < 1000
    assert generation.record("ada")["closed"] == ["execution", "process"]

    result = await _result(stack, kernel_id, request_id)
    assert (result["status"], json.loads(result["outputs"])[0]["text"]) == ("ok", "whole\n")


async def _result(stack: Any, kernel_id: str, request_id: str) -> Any:
    async def ask() -> Any:
        # It is made to be asked again and again.
        while (found := stack.get(kernel_id, request_id))["pending"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return found

    return await within(ask())
