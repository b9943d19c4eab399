"""What an answer has kernels run from inside the server: ended by its stop, refused after it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.kernels.lane import REPLIES_WITHIN_S
from jupyter_stop_stream.protocol.errors import GenerationStopped

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .answers import RunsCells, RunsInThread, connected
from .beats import Beats
from .conftest import OpenPage, StartKernel


async def test_a_cell_that_a_thread_waits_for_is_interrupted_and_the_thread_ends(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats, never = Beats(tmp_path / "answer"), Beats(tmp_path / "never")
    work = RunsInThread(server, await start_kernel(), beats.code, never.code)
    generation = desk.ask(work)
    await beats.begun()
    clicked = time.time()
    desk.stop(generation)
    await within(asyncio.to_thread(work.ended.wait))
    await within(generation.ended.wait())
    last_beat_ms = beats.last_beat_ms_after(clicked)
    assert last_beat_ms < 1000
    assert not never.has_begun
    assert isinstance(work.error, GenerationStopped)
    assert (generation.receipt, work.replies) == ("cancelled", ["error"])
    saw_cell_end(
        "kernel-cells-thread", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms
    )


async def test_a_thread_whose_cell_waits_for_a_persons_is_let_go(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    persons, answers = Beats(tmp_path / "person"), Beats(tmp_path / "answer")
    running = await page.run(persons.code)
    await persons.begun()
    work = RunsInThread(server, kernel_id, answers.code)
    generation = desk.ask(work)
    await within(work.begun.wait())
    desk.stop(generation)
    await within(asyncio.to_thread(work.ended.wait))
    assert persons.runs
    persons.let_end()
    assert await page.until_over(running) == "ok"
    assert not answers.has_begun
    await within(generation.ended.wait())
    assert generation.receipt == "cancelled"
    saw_cell_end("kernel-cells-thread", "while it waits", receipt="cancelled")


@pytest.mark.parametrize("traits", [{"patience_s": 0.3}])
async def test_a_cell_that_does_not_heed_is_left_and_the_receipt_is_corrected_at_its_end(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer", heeds=False)
    generation = desk.ask(RunsCells(server, await start_kernel(), beats.code))
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"execution"})
    beats.let_end()
    await within(generation.resources.settle(None))
    await asyncio.sleep(0)
    assert (generation.receipt, generation.left) == ("cancelled", set())


async def test_a_kernel_that_the_answer_starts_stays_and_is_idle(
    server: ServerApp, desk: Desk, open_page: OpenPage, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer")
    started: list[str] = []

    async def work() -> None:
        started.append(await server.kernel_manager.start_kernel())
        await RunsCells(server, started[0], beats.code)()

    generation = desk.ask(work)
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert generation.record("ada")["closed"] == ["execution"]
    page = await open_page(started[0])
    assert await page.until_over(await page.run("1")) == "ok"


@pytest.mark.parametrize("traits", [{"patience_s": 1.0}])
async def test_what_a_deaf_answer_goes_on_to_ask_is_refused_and_the_server_lives(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    manager = server.kernel_manager.get_kernel(await start_kernel())
    beats, never = Beats(tmp_path / "answer"), Beats(tmp_path / "never")
    tries = 0
    is_deaf = True
    tasks: list[asyncio.Task[Any] | None] = []

    async def work() -> None:
        nonlocal tries
        tasks.append(asyncio.current_task())
        client = connected(manager.client())
        try:
            await run(client, beats.code)
            while is_deaf:
                tries += 1
                await run(client, never.code)
        finally:
            client.stop_channels()

    async def run(client: Any, code: str) -> None:
        try:
            await client.execute_interactive(code, allow_stdin=False, output_hook=print)
        except BaseException:  # noqa: BLE001  that is what makes it deaf
            return

    generation = desk.ask(work)
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert 0 < tries < 20
    assert not never.has_begun
    is_deaf = False
    assert tasks[0] is not None
    tasks[0].cancel()
    await within(asyncio.wait({tasks[0]}))


async def test_a_worker_that_was_made_on_the_way_works_for_everybody(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    beats = Beats(tmp_path / "everybody's", 0.5)
    wanted: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
    done = asyncio.Event()

    async def worker() -> None:
        await (await wanted.get())()
        done.set()

    async def work() -> None:
        tasks.append(asyncio.create_task(worker()))
        await asyncio.Event().wait()

    tasks: list[asyncio.Task[None]] = []
    cells = RunsCells(server, kernel_id, beats.code)
    generation = desk.ask(work)
    wanted.put_nowait(cells)
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    await within(done.wait())
    assert cells.replies == ["ok"]
    assert generation.record("ada")["closed"] == []


async def test_an_interrupt_that_a_stopped_answer_sends_hits_no_persons_cell(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    persons = Beats(tmp_path / "person", 0.5)
    running = await page.run(persons.code)
    await persons.begun()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await server.kernel_manager.interrupt_kernel(kernel_id)

    generation = desk.ask(work)
    await asyncio.sleep(0.01)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await page.until_over(running) == "ok"


@pytest.mark.parametrize("traits", [{"reaches_kernels": False}])
async def test_where_it_is_switched_off_no_cell_is_ended(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(RunsCells(server, await start_kernel(), beats.code))
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    clicked = time.time()
    await asyncio.sleep(0.1)
    assert beats.last_beat_ms_after(clicked) > 0
    assert generation.record("ada")["closed"] == []


async def test_a_client_that_still_listens_gets_the_kernels_own_reply_and_no_other(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    beats = Beats(tmp_path / "answer")
    client = connected(server.kernel_manager.get_kernel(await start_kernel()).client())

    async def work() -> None:
        client.execute(beats.code)
        await asyncio.Event().wait()

    generation = desk.ask(work)
    try:
        await beats.begun()
        desk.stop(generation)
        await within(generation.ended.wait())
        # Longer than a reply may take that comes after the end of its cell.
        await asyncio.sleep(REPLIES_WITHIN_S + 0.1)
        replies = []
        with suppress(Empty):
            while True:
                replies.append(await client.get_shell_msg(timeout=0.2))
    finally:
        client.stop_channels()
    found = [one["content"]["status"] for one in replies if one["msg_type"] == "execute_reply"]
    assert found == ["error"]


async def test_what_waits_of_a_client_that_has_closed_runs_nevertheless(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    persons, answers = Beats(tmp_path / "person", 0.2), Beats(tmp_path / "answer", 0.05)
    running = await page.run(persons.code)
    await persons.begun()

    async def work() -> None:
        client = connected(server.kernel_manager.get_kernel(kernel_id).client())
        client.execute(answers.code)
        client.stop_channels()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await answers.begun()
    assert await page.until_over(running) == "ok"
    desk.stop(generation)
    await within(generation.ended.wait())


async def test_a_kernel_that_died_holds_nobody_up(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(RunsCells(server, kernel_id, beats.code))
    await beats.begun()
    behind = await page.queue("1")
    # As its restarter does, which looks every few seconds.
    server.kernel_manager.get_kernel(kernel_id)._restarter._fire_callbacks("restart")
    assert await page.until_over(behind) == "aborted"
    assert generation.resources.open() == ()
    desk.stop(generation)
    await within(generation.ended.wait())


async def test_a_client_that_gives_up_waiting_loses_no_message(
    server: ServerApp, desk: Desk, start_kernel: StartKernel
) -> None:
    client = connected(server.kernel_manager.get_kernel(await start_kernel()).client())
    found: list[str] = []

    async def work() -> None:
        sent = client.execute("1", allow_stdin=False)
        while sent not in found:
            # It gives up again and again, also as the reply comes.
            with suppress(asyncio.TimeoutError, Empty):
                message = await asyncio.wait_for(client.get_shell_msg(), 0.0005)
                found.append(message["parent_header"]["msg_id"])

    try:
        await within(desk.ask(work).ended.wait())
    finally:
        client.stop_channels()
    assert len(found) == len(set(found))
