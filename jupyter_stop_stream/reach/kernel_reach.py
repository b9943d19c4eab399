"""What a stop reaches in the kernels of a Jupyter server."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

from ..generations import Generation, Registry
from .execution_news import ExecutionNews
from .execution_owner import Asker
from .kernel_clients import KernelClients
from .kernel_web_sockets import extended
from .kernels import ServerKernels
from .lab_commands import LabCommands
from .notebook_names import NotebookNames
from .page_connection import is_known
from .page_request import PageRequest
from .peer_requests import PeerRequests
from .queued_executions import QueuedExecutions

CONNECTION_CLASS: Final = "kernel_websocket_connection_class"
"""Where the server's settings have the class of a page's connection to a kernel."""


class KernelReach:
    """Has a stop end what its answer has kernels do, and nothing else in them.

    Args:
        registry: Of the generations that are told what kernels run of theirs.
        commands: Those of JupyterLab that answers have pages execute.
        log: Told where that cannot be.
    """

    def __init__(self, registry: Registry, commands: LabCommands, log: logging.Logger) -> None:
        self._registry = registry
        self._commands = commands
        self._log = log
        self._kernels: ServerKernels | None = None

    def attach(self, kernels: object, settings: dict[str, Any]) -> None:
        """Put a lane before each of the server's kernels, unless executions can pass by it. Called
        once, on the event loop, when all extensions are loaded.

        Args:
            kernels: The server's kernel manager.
            settings: Of its web application.
        """
        connection_class = settings.get(CONNECTION_CLASS)
        if not isinstance(kernels, MappingKernelManager):
            self._leave("the kernels are not this server's own")
            return
        if not is_known(connection_class):
            self._leave(f"{connection_class} connects pages to kernels, which is not known here")
            return
        sessions = settings.get("session_manager")
        news = ExecutionNews(self._registry, sessions, asyncio.get_running_loop(), self._log)
        names = NotebookNames(sessions, self._log)

        def changed(generation: Generation) -> None:
            names.note(generation)
            news.note(generation)

        self._kernels = ServerKernels(kernels, self._log, changed)
        self._kernels.attach()
        peers = PeerRequests()

        def whose(connection: BaseKernelWebsocketConnection, request: PageRequest) -> Asker | None:
            # All pages get a command of an answer, and any of them may execute it. One that says so
            # of a cell of its own person only has that end with the answer.
            request_id = request.request_id
            generation = self._commands.generation_of(request_id)
            if generation is None:
                return peers.asker_of(connection)
            return Asker(generation, self._commands.call_of(request_id))

        extended_class = peers.extended(extended(connection_class, self._kernels, whose))
        settings[CONNECTION_CLASS] = extended_class
        KernelClients.attach(self._kernels)
        QueuedExecutions.attach()

    def _leave(self, why: str) -> None:
        self._log.info("Cells that answers run are not ended by a stop: %s.", why)

    def close(self) -> None:
        """Keep nobody waiting. Called when the server stops; calling it twice is fine."""
        if self._kernels is not None:
            self._kernels.lanes.close()
