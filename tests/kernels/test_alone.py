"""A cell of an answer in a real kernel is ended alone, left by the stop, or ended after it."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol import ExecutionRecord, GenerationRecord, UnknownExecution
from jupyter_stop_stream.reach.execution_news import TOLD_AFTER_S

from ..fakes.desk import Desk
from ..fakes.patience import within
from .answers import RunsAll, RunsCells
from .beats import Beats
from .conftest import OpenPage, StartKernel


async def running_of(desk: Desk, generation: Generation) -> ExecutionRecord:
    """What observers are told, when they are, of the execution of a generation that runs."""

    def is_so(record: GenerationRecord) -> bool:
        first = next(iter(record.get("executions", [])), None)
        return (
            record["generation_id"] == generation.generation_id
            and first is not None
            and first["state"] == "running"
        )

    return (await desk.observer.until(is_so))["executions"][0]


async def test_a_cell_that_is_stopped_alone_fails_and_the_answer_goes_on(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats, following = Beats(tmp_path / "answer"), Beats(tmp_path / "following", 0.1)
    work = RunsCells(server, kernel_id, beats.code, following.code)
    generation = desk.ask(work)
    told = await running_of(desk, generation)
    assert told["kernel_id"] == kernel_id
    running = await page.run("1")
    desk.registry.end_execution(desk.chat_id, told["execution_id"], "stop", by="ada")
    assert await page.until_over(running) == "ok"
    await within(generation.ended.wait())
    assert work.replies == ["error", "ok"]
    assert following.has_begun
    assert (generation.outcome, generation.receipt) == ("complete", None)
    with pytest.raises(UnknownExecution):
        desk.registry.end_execution(desk.chat_id, told["execution_id"], "stop", by="ada")


async def test_a_cell_that_the_stop_leaves_goes_on_and_is_interrupted_by_rest(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path, jp_fetch: Any
) -> None:
    kernel_id = await start_kernel()
    await server.session_manager.create_session(
        path="work/analysis.ipynb", name="analysis.ipynb", type="notebook", kernel_id=kernel_id
    )
    beats, never = Beats(tmp_path / "answer"), Beats(tmp_path / "never")
    generation = desk.ask(RunsAll(server, kernel_id, beats.code, never.code))
    told = await running_of(desk, generation)
    assert told["notebook"] == "work/analysis.ipynb"
    clicked = time.monotonic()
    desk.stop(generation, leaves_executions=True)
    await within(generation.ended.wait())
    assert time.monotonic() - clicked < 1
    assert (generation.receipt, generation.left) == ("detached", {"execution"})
    assert desk.registry.left_in(desk.chat_id) == (generation,)
    await asyncio.sleep(0.1)
    assert beats.runs

    path = ("api", "stop-stream", "executions", told["execution_id"], "end")
    answer = await jp_fetch(*path, method="POST", body='{"by": "interrupt"}')
    assert answer.code == 202
    assert json.loads(answer.body)["generation"]["generation_id"] == generation.generation_id
    await desk.observer.until(lambda one: one["receipt"] == "cancelled")
    assert generation.left == set()
    assert not never.has_begun
    assert desk.registry.left_in(desk.chat_id) == ()
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*path, method="POST", body='{"by": "interrupt"}')
    assert caught.value.code == 404


async def test_a_restart_ends_a_cell_that_does_not_heed_and_the_kernel_is_there_again(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer", heeds=False)
    generation = desk.ask(RunsCells(server, kernel_id, beats.code))
    told = await running_of(desk, generation)
    desk.stop(generation, leaves_executions=True)
    await within(generation.ended.wait())
    desk.registry.end_execution(desk.chat_id, told["execution_id"], "restart", by="ada")
    await desk.observer.until(lambda one: one["receipt"] == "cancelled")
    # At once: the old kernel is there for a moment, and then none.
    assert await page.until_over(await page.run("1")) == "ok"
    assert not beats.runs


async def test_of_many_quick_cells_observers_are_told_a_few_times(
    server: ServerApp, desk: Desk, start_kernel: StartKernel
) -> None:
    work = RunsAll(server, await start_kernel(), *["1"] * 200)
    before = len(desk.observer.records)
    began = time.monotonic()
    generation = desk.ask(work)
    await within(generation.ended.wait())
    assert work.replies == ["ok"] * 200
    took_s = time.monotonic() - began
    told = desk.observer.records[before:]
    assert len(told) <= 4 + took_s / TOLD_AFTER_S
    assert max(len(one.get("executions", [])) for one in told) <= 32
