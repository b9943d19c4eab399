"""A stop ends the answer's cell and no person's, with real kernels of a real server."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .answers import RunsCells, connected
from .beats import Beats
from .conftest import OpenPage, StartKernel

AT_ONCE_MS = 1000
"""Far less than a cell of these tests runs, and far more than a stop takes, in milliseconds."""


async def test_the_answers_cell_alone_is_interrupted(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(RunsCells(server, await start_kernel(), beats.code))
    await beats.begun()
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert beats.last_beat_ms_after(clicked) < AT_ONCE_MS
    assert generation.receipt == "cancelled"
    assert generation.record("ada")["closed"] == ["execution"]


@pytest.mark.parametrize("is_v1", [True, False])
async def test_a_persons_cell_queued_behind_it_runs_whole(
    server: ServerApp,
    desk: Desk,
    start_kernel: StartKernel,
    open_page: OpenPage,
    tmp_path: Path,
    is_v1: bool,
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id, is_v1=is_v1)
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(RunsCells(server, kernel_id, beats.code))
    await beats.begun()
    first = await page.run(Beats(tmp_path / "first", 0.2).code)
    second = await page.queue("print('after it')")
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert [await page.until_over(one) for one in (first, second)] == ["ok", "ok"]
    assert (page.outputs[first], page.outputs[second]) == ("whole\n", "after it\n")
    assert generation.receipt == "cancelled"
    last_beat_ms = beats.last_beat_ms_after(clicked)
    saw_cell_end("kernel-cells", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms)


async def test_a_persons_cell_that_runs_before_it_gets_no_signal(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    persons, answers = Beats(tmp_path / "person"), Beats(tmp_path / "answer")
    running = await page.run(persons.code)
    await persons.begun()
    work = RunsCells(server, kernel_id, answers.code)
    generation = desk.ask(work)
    await within(work.sent.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert persons.runs
    persons.let_end()
    assert await page.until_over(running) == "ok"
    assert page.outputs[running] == "whole\n"
    assert not answers.has_begun
    assert generation.receipt == "cancelled"
    saw_cell_end("kernel-cells", "while it waits", receipt="cancelled")


async def test_a_persons_cell_in_another_kernel_is_left_alone(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    page = await open_page(await start_kernel())
    persons, answers = Beats(tmp_path / "person", 0.5), Beats(tmp_path / "answer")
    running = await page.run(persons.code)
    generation = desk.ask(RunsCells(server, await start_kernel(), answers.code))
    await asyncio.gather(persons.begun(), answers.begun())
    desk.stop(generation)
    assert await page.until_over(running) == "ok"
    await within(generation.ended.wait())


async def test_a_cell_that_ends_at_the_click_costs_the_persons_behind_it_nothing(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    for turn in range(10):
        answers = Beats(tmp_path / f"answer-{turn}", 0.1)
        generation = desk.ask(RunsCells(server, kernel_id, answers.code))
        await answers.begun()
        behind = await page.run(Beats(tmp_path / f"person-{turn}", 0.05).code)
        # The stop comes in the last milliseconds of the cell, or right after.
        await asyncio.sleep(0.08 + turn * 0.004)
        desk.stop(generation)
        assert await page.until_over(behind) == "ok"
        await within(generation.ended.wait())


async def test_of_two_answers_in_one_kernel_the_other_goes_on(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    answers = Beats(tmp_path / "answer")
    stopped = desk.ask(RunsCells(server, kernel_id, answers.code))
    await answers.begun()
    other = RunsCells(server, kernel_id, "1")
    going_on = desk.ask(other, persona_id="other")
    await within(other.sent.wait())
    desk.stop(stopped)
    await within(going_on.ended.wait())
    assert other.replies == ["ok"]
    assert going_on.outcome == "complete"


async def test_what_a_page_has_queued_runs_when_the_page_has_gone(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page, other = await open_page(kernel_id), await open_page(kernel_id)
    answers, persons = Beats(tmp_path / "answer"), Beats(tmp_path / "person", 0.05)
    generation = desk.ask(RunsCells(server, kernel_id, answers.code))
    await answers.begun()
    await page.queue(persons.code)
    await page.close()
    desk.stop(generation)
    await persons.begun()
    assert await other.until_over(await other.run("1")) == "ok"


async def test_what_reaches_the_kernel_by_another_way_is_not_aborted(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(RunsCells(server, kernel_id, beats.code))
    await beats.begun()
    client = connected(server.kernel_manager.get_kernel(kernel_id).client())
    try:
        # As from another process, past the lane.
        request = client.session.msg("execute_request", {"code": "1", "silent": False})
        client.session.send(client.shell_channel.socket, request)
        await asyncio.sleep(0.2)
        desk.stop(generation)
        reply = await within(client._recv_reply(request["header"]["msg_id"]))
    finally:
        client.stop_channels()
    assert reply["content"]["status"] == "ok"
    await within(generation.ended.wait())
