"""What a stop reaches in the kernels of a Jupyter server."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

from ..generations import Generation, Registry
from .execution_news import ExecutionNews
from .kernel_clients import KernelClients
from .kernel_web_sockets import extended, is_known
from .kernels import ServerKernels
from .lab_commands import LabCommands
from .notebook_names import NotebookNames

CONNECTION_CLASS: Final = "kernel_websocket_connection_class"
"""Where the server's settings have the class of a page's connection to a kernel."""


class KernelReach:
    """Has a stop end what its answer has kernels do, and nothing else in them.

    Args:
        registry: Of the generations that are told what kernels run of theirs.
        log: Told where that cannot be.
    """

    def __init__(self, registry: Registry, log: logging.Logger) -> None:
        self._registry = registry
        self._log = log
        self._kernels: ServerKernels | None = None

    def attach(self, kernels: object, settings: dict[str, Any], commands: LabCommands) -> None:
        """Put a lane before each of the server's kernels, unless executions can pass by it. Called
        once, on the event loop, when all extensions are loaded.

        Args:
            kernels: The server's kernel manager.
            settings: Of its web application.
            commands: Those of JupyterLab that answers have pages execute.
        """
        connection_class = settings.get(CONNECTION_CLASS)
        if not isinstance(kernels, MappingKernelManager) or not is_known(connection_class):
            self._log.info(
                "Cells that answers run are not ended by a stop: the kernels are not "
                "this server's own."
            )
            return
        sessions = settings.get("session_manager")
        news = ExecutionNews(self._registry, sessions, asyncio.get_running_loop(), self._log)
        names = NotebookNames(sessions, self._log)

        def changed(generation: Generation) -> None:
            names.note(generation)
            news.note(generation)

        self._kernels = ServerKernels(kernels, self._log, changed)
        self._kernels.attach()
        settings[CONNECTION_CLASS] = extended(connection_class, self._kernels, commands)
        KernelClients.attach(self._kernels)

    def close(self) -> None:
        """Keep nobody waiting. Called when the server stops; calling it twice is fine."""
        if self._kernels is not None:
            self._kernels.lanes.close()
