"""The cells that an answer has had run are told in the mark that its stop leaves."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from .answers import connected
from .beats import Beats
from .conftest import StartKernel


async def test_a_cell_that_began_is_told_with_its_notebook_and_one_that_waited_is_not(
    server: ServerApp, desk: Desk, start_kernel: StartKernel, tmp_path: Path
) -> None:
    kernel_id = await start_kernel()
    await server.session_manager.create_session(
        path="work/analysis.ipynb", name="analysis.ipynb", type="notebook", kernel_id=kernel_id
    )
    beats = Beats(tmp_path / "answer")

    async def runs_cells() -> None:
        client = connected(server.kernel_manager.get_kernel(kernel_id).client())
        try:
            for cell_id, code in (("first", "1"), ("second", beats.code), ("third", "3")):
                content = {"code": code, "silent": False, "allow_stdin": False}
                message = client.session.msg("execute_request", content)
                message["metadata"]["cellId"] = cell_id
                client.shell_channel.send(message)
            await asyncio.Event().wait()
        finally:
            client.stop_channels()

    generation = desk.ask(runs_cells)
    await beats.begun()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert (desk.mark(generation.prompt_id) or {})["touched"] == [
        {"did": ["ran"], "notebook": "work/analysis.ipynb", "cell_id": cell_id}
        for cell_id in ("first", "second")
    ]
