"""Kernels of another language, and such as are interrupted in another way."""

from __future__ import annotations

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..stops_seen import saw_cell_end
from .answers import RunsCells
from .beats import Beats
from .conftest import OpenPage

BASH = "bash_kernel"

IN_BASH = "exec 9<> <(:); while true; do echo $EPOCHREALTIME >> {path}; read -rt 0.01 -u 9; done"
"""Of bash's own commands: a program that ends by itself while it is interrupted lets bash go on."""


@pytest.fixture
def kernel_names(jp_data_dir: Path) -> None:
    """Has the server find kernels of these names."""
    specs = {
        "by-message": {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "interrupt_mode": "message",
        },
        "bash": {"argv": [sys.executable, "-m", BASH, "-f", "{connection_file}"]},
    }
    for name, spec in specs.items():
        folder = jp_data_dir / "kernels" / name
        folder.mkdir(parents=True)
        said = {"display_name": name, "language": name, **spec}
        (folder / "kernel.json").write_text(json.dumps(said))


@pytest.mark.usefixtures("kernel_names")
@pytest.mark.parametrize(
    ("name", "persons"),
    [
        ("by-message", "print('whole')"),
        pytest.param(
            "bash",
            "echo whole",
            marks=pytest.mark.skipif(find_spec(BASH) is None, reason="It is not installed here."),
        ),
    ],
)
async def test_the_answers_cell_ends_and_a_persons_behind_it_runs_whole(
    server: ServerApp,
    desk: Desk,
    jp_fetch: Any,
    open_page: OpenPage,
    tmp_path: Path,
    name: str,
    persons: str,
) -> None:
    body = json.dumps({"name": name})
    kernel_id = json.loads((await jp_fetch("api", "kernels", method="POST", body=body)).body)["id"]
    page = await open_page(kernel_id)
    beats = Beats(tmp_path / "answer")
    code = IN_BASH.format(path=tmp_path / "answer") if name == "bash" else beats.code
    generation = desk.ask(RunsCells(server, kernel_id, code))
    await beats.begun()
    behind = await page.queue(persons)
    clicked = time.time()
    desk.stop(generation)
    await within(generation.ended.wait())
    assert await page.until_over(behind) == "ok"
    assert page.outputs[behind].strip() == "whole"
    last_beat_ms = beats.last_beat_ms_after(clicked)
    assert last_beat_ms < 1000
    assert (generation.receipt, generation.record("ada")["closed"]) == ("cancelled", ["execution"])
    if name == "bash":
        saw_cell_end(
            "other-language", "while it runs", receipt="cancelled", last_beat_ms=last_beat_ms
        )
