"""With jupyter-server-documents, which connects pages to kernels itself and runs cells of notebooks
from a queue of its own.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from ..stops_seen import saw_cell_end
from .answers import RunsCells
from .beats import Beats
from .conftest import OpenPage, StartKernel

documents = pytest.importorskip("jupyter_server_documents.rooms.ynotebook_room")

# What it stands on warns of its own future.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    extensions = jp_server_config["ServerApp"]["jpserver_extensions"]
    extensions |= {"jupyter_server_documents": True, "jupyter_server_fileid": True}
    return jp_server_config


async def test_a_persons_cell_behind_the_answers_runs_whole(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, open_page: OpenPage, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer")
    generation = desk.ask(RunsCells(server, kernel_id, beats.code))
    await beats.begun()
    behind = await page.queue("print('behind')")
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await page.until_over(behind) == "ok"
    assert page.outputs[behind] == "behind\n"
    assert beats.last_beat_ms_after(clicked) < 1000
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", ["execution"])


async def test_of_its_queue_the_answers_cells_end_and_a_persons_runs(
    server: ServerApp, desk: Desk, jp_fetch: Any, jp_root_dir: Path, tmp_path: Path
) -> None:
    beats, never = Beats(tmp_path / "answer"), Beats(tmp_path / "never")
    sources = (beats.code, never.code, "print('behind')")
    room = await _room(server, jp_fetch, jp_root_dir, *sources)
    cells = (await room.get_jupyter_ydoc()).ycells
    wanted = [
        {"cell_id": cell["id"], "source_hash": documents._source_hash(str(cell["source"]))}
        for cell in cells
    ]

    async def work() -> None:
        await room.execute_cells(wanted[:2])
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await beats.begun()
    await room.execute_cells(wanted[2:])
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    await within(room._execution_queue.join())
    await turns(2)
    last_beat_ms = beats.last_beat_ms_after(clicked)
    assert last_beat_ms < 1000
    assert not never.has_begun
    assert [cell["execution_state"] for cell in cells] == ["idle"] * 3
    assert "".join(str(text) for text in cells[2]["outputs"][0]["text"]) == "behind\n"
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", ["execution"])
    saw_cell_end(
        "server-documents-queue", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms
    )


async def _room(server: ServerApp, fetch: Any, folder: Path, *sources: str) -> Any:
    """The room of a notebook that has a kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
    nbformat.write(notebook, folder / "a.ipynb")
    asked = {
        "path": "a.ipynb",
        "name": "a.ipynb",
        "type": "notebook",
        "kernel": {"name": "python3"},
    }
    answer = await fetch("api", "sessions", method="POST", body=json.dumps(asked))
    room = server.session_manager.get_yroom(json.loads(answer.body)["id"])

    async def ready() -> None:
        # Nothing tells of it.
        while not room._shell_confirmed:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    await within(ready())
    return room
