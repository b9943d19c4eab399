"""A person's own interrupt and restart do what they always do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from .answers import RunsCells
from .beats import Beats
from .conftest import OpenPage, StartKernel


async def test_an_interrupt_ends_the_answers_cell_and_aborts_what_is_queued(
    server: ServerApp,
    desk: Desk,
    start_kernel: StartKernel,
    open_page: OpenPage,
    jp_fetch: Any,
    tmp_path: Path,
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer")
    work = RunsCells(server, kernel_id, beats.code)
    generation = desk.ask(work)
    await beats.begun()
    behind = await page.queue("1")
    await jp_fetch("api", "kernels", kernel_id, "interrupt", method="POST", body="")
    assert await page.until_over(behind) == "aborted"
    await within(generation.ended.wait())
    assert work.replies == ["error"]
    assert generation.outcome == "complete"


async def test_a_restart_forgets_what_was_queued_and_the_kernel_runs_what_comes(
    server: ServerApp,
    desk: Desk,
    start_kernel: StartKernel,
    open_page: OpenPage,
    jp_fetch: Any,
    tmp_path: Path,
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats, lost = Beats(tmp_path / "answer"), Beats(tmp_path / "lost", 0.05)
    generation = desk.ask(RunsCells(server, kernel_id, beats.code))
    await beats.begun()
    behind = await page.queue(lost.code)
    await jp_fetch("api", "kernels", kernel_id, "restart", method="POST", body="")
    assert await page.until_over(behind) == "aborted"
    again = await open_page(kernel_id)
    assert await again.until_over(await again.run("1")) == "ok"
    assert not lost.has_begun
    desk.stop(generation)
    await within(generation.ended.wait())
    assert generation.receipt == "cancelled"
    assert await again.until_over(await again.run("1")) == "ok"


async def test_an_interrupt_of_a_persons_cell_aborts_the_answers_behind_it(
    server: ServerApp,
    desk: Desk,
    start_kernel: StartKernel,
    open_page: OpenPage,
    jp_fetch: Any,
    tmp_path: Path,
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    persons, answers = Beats(tmp_path / "person"), Beats(tmp_path / "answer")
    running = await page.run(persons.code)
    await persons.begun()
    work = RunsCells(server, kernel_id, answers.code, "1")
    generation = desk.ask(work)
    await within(work.sent.wait())
    await jp_fetch("api", "kernels", kernel_id, "interrupt", method="POST", body="")
    assert await page.until_over(running) == "error"
    await within(generation.ended.wait())
    assert work.replies == ["aborted", "ok"]
    assert not answers.has_begun
