"""An answer that runs a whole notebook with nbclient, inside the server."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .beats import Beats
from .conftest import OpenPage, StartKernel

# It leaves what its cancelled start of a client has opened to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def notebook(*codes: str) -> Any:
    return new_notebook(cells=[new_code_cell(code) for code in codes])


async def test_in_a_kernel_of_the_server_its_cell_ends_and_the_rest_never_begins(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats, never = Beats(tmp_path / "answer"), Beats(tmp_path / "never")

    async def work() -> None:
        manager = server.kernel_manager.get_kernel(kernel_id)
        client = NotebookClient(notebook(beats.code, never.code), km=manager)
        client.kc = manager.client()
        client.kc.start_channels(stdin=False, hb=False, control=False)
        try:
            for index, cell in enumerate(client.nb.cells):
                await client.async_execute_cell(cell, index)
        finally:
            client.kc.stop_channels()

    generation = desk.ask(work)
    await beats.begun()
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    last_beat_ms = beats.last_beat_ms_after(clicked)
    assert last_beat_ms < 1000
    assert generation.receipt == "cancelled"
    assert await page.until_over(await page.run("1")) == "ok"
    assert not never.has_begun
    saw_cell_end(
        "kernel-cells-nbclient", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms
    )
