"""A kernel that an answer starts through a manager of the server is the manager's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from ..fakes.desk import Desk
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("is_restarted", [False, True], ids=["started", "restarted"])
async def test_a_kernel_goes_on_after_the_stop(
    desk: Desk, tmp_path: Path, is_restarted: bool
) -> None:
    kernels = AsyncMappingKernelManager(root_dir=str(tmp_path))
    started = asyncio.Event()
    ids: list[str] = []

    async def work() -> None:
        ids.append(await kernels.start_kernel())
        if is_restarted:
            await kernels.get_kernel(ids[0]).restart_kernel(now=True)
        started.set()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    await within(started.wait())
    kernel = kernels.get_kernel(ids[0])
    pid = kernel.provisioner.pid
    desk.stop(generation)
    await within(generation.ended.wait())
    try:
        assert await kernel.is_alive()
        assert kernel.provisioner.pid == pid
        assert generation.receipt == "cancelled"
        assert generation.record("ada")["closed"] == []
    finally:
        await kernels.shutdown_all(now=True)
