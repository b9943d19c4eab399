"""The demo as a person runs it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

DEMO = Path(__file__).resolve().parent.parent
PATIENCE_S = 90.0


async def start(**environment: str) -> Process:
    env = {**os.environ, "OPENAI_BASE_URL": "", "DEMO_NO_BROWSER": "1", **environment}
    return await asyncio.create_subprocess_exec(
        sys.executable, str(DEMO), env=env, stdout=PIPE, stderr=PIPE
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a process is sent no Ctrl-C there")
def test_ctrl_c_ends_everything_and_a_second_signal_does_not_cut_that_off() -> None:
    async def press() -> tuple[int, list[psutil.Process]]:
        process = await start()
        assert process.stdout
        async for line in process.stdout:
            if line.startswith(b"Ctrl-C"):
                break
        demo = psutil.Process(process.pid)
        # JupyterLab's extensions start processes of their own as it begins.
        assert len(demo.children()) == 2
        children = demo.children(recursive=True)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        exit_code = await process.wait()
        return exit_code, [child for child in children if child.is_running()]

    assert asyncio.run(asyncio.wait_for(press(), PATIENCE_S)) == (0, [])


def test_a_setting_that_cannot_be_meant_is_said_in_one_line() -> None:
    async def run() -> tuple[int | None, str]:
        process = await start(OPENAI_BASE_URL="http://localhost:11434/v1", OPENAI_MODEL="")
        _, errors = await process.communicate()
        return process.returncode, errors.decode()

    exit_code, errors = asyncio.run(asyncio.wait_for(run(), PATIENCE_S))
    assert exit_code == 1
    assert errors.startswith("The demo cannot go on. OPENAI_MODEL has to name a model")
    assert "Traceback" not in errors
