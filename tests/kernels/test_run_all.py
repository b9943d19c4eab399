"""What an answer sends at once goes in one by one, and ends as one."""

from __future__ import annotations

import time
from pathlib import Path

from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .answers import RunsAll
from .beats import Beats
from .conftest import OpenPage, StartKernel


async def test_a_stop_ends_it_and_the_same_cell_that_a_person_runs_again_runs_whole(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    cells = [Beats(tmp_path / name, 5) for name in "123"]
    generation = desk.ask(RunsAll(server, kernel_id, *(one.code for one in cells)))
    await cells[0].begun()
    again = await page.queue(Beats(tmp_path / "again", 0.1).code)
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await page.until_over(again) == "ok"
    assert page.outputs[again] == "whole\n"
    assert not cells[1].has_begun
    assert not cells[2].has_begun
    assert generation.receipt == "cancelled"
    last_beat_ms = cells[0].last_beat_ms_after(clicked)
    saw_cell_end(
        "kernel-cells-run-all", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms
    )


async def test_its_first_cell_fails_and_a_persons_runs_nevertheless(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    sign, second = tmp_path / "sign", Beats(tmp_path / "second", 0.05)
    fails = f"""import pathlib, time
while not pathlib.Path({str(sign)!r}).exists(): time.sleep(.01)
1/0"""
    work = RunsAll(server, kernel_id, fails, second.code)
    generation = desk.ask(work)
    await within(work.sent.wait())
    behind = await page.queue("print('behind')")
    sign.touch()
    assert await page.until_over(behind) == "ok"
    assert page.outputs[behind] == "behind\n"
    await within(generation.ended.wait())
    assert work.replies == ["error", "aborted"]
    assert not second.has_begun
