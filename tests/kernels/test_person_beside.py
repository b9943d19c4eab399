"""In a real server, with a real kernel: a stop ends the answer's cell and no person's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from .beats import Beats
from .conftest import OpenPage
from .notebook_page import NotebookPage

StartKernel = Callable[[], Awaitable[str]]


class Notebook:
    """An answer's work: it has cells run, one after the other, by a client of its own."""

    def __init__(self, server: ServerApp, kernel_id: str, *codes: str) -> None:
        self._manager = server.kernel_manager.get_kernel(kernel_id)
        self._codes = codes
        self.sent = asyncio.Event()
        self.replies: list[dict[str, Any]] = []

    async def __call__(self) -> None:
        client = self._manager.client()
        client.start_channels()
        try:
            for code in self._codes:
                running = client.execute_interactive(
                    code, allow_stdin=False, output_hook=lambda _: None
                )
                self.sent.set()
                self.replies.append(await running)
        finally:
            client.stop_channels()


async def begun(beats: Beats) -> None:
    async def wait() -> None:
        while not beats.has_begun:
            await asyncio.sleep(0.01)

    await within(wait())


async def test_the_answers_cell_alone(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    beats = Beats(tmp_path / "beats")
    generation = desk.ask(Notebook(server, kernel_id, beats.code))
    await begun(beats)
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    print("LAST", beats.last_after_ms(clicked))
    assert generation.receipt == "cancelled"
    assert "execution" in generation.resources.closed


async def test_a_persons_cell_behind_it_runs_whole(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page: NotebookPage = await open_page(kernel_id)
    beats = Beats(tmp_path / "beats")
    generation = desk.ask(Notebook(server, kernel_id, beats.code))
    await begun(beats)
    behind = await page.run(Beats(tmp_path / "behind", 0.2).code)
    await page.run("1")
    await asyncio.sleep(0.1)
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await page.until_over(behind) == "ok"
    assert page.outputs[behind] == "whole\n"
