"""Where executions could pass by a lane, there is none."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection

from jupyter_stop_stream.reach import KernelReach, LabCommands
from jupyter_stop_stream.reach.kernel_reach import CONNECTION_CLASS


@pytest.mark.parametrize("traits", [{"reaches_kernels": False}])
async def test_kernels_that_pages_reach_by_another_way_are_left_as_they_are(
    server: ServerApp, caplog: pytest.LogCaptureFixture
) -> None:
    settings: dict[str, Any] = {CONNECTION_CLASS: BaseKernelWebsocketConnection}
    before = dict(vars(server.kernel_manager))
    with caplog.at_level(logging.INFO):
        KernelReach(logging.getLogger("reach")).attach(
            server.kernel_manager, settings, LabCommands()
        )
    assert settings == {CONNECTION_CLASS: BaseKernelWebsocketConnection}
    assert vars(server.kernel_manager) == before
    assert "not ended by a stop" in caplog.text


@pytest.mark.parametrize("traits", [{"reaches_kernels": False}])
async def test_kernels_of_another_server_are_left_as_they_are(server: ServerApp) -> None:
    settings = dict(server.web_app.settings)
    KernelReach(logging.getLogger("reach")).attach(object(), settings, LabCommands())
    assert settings == server.web_app.settings
