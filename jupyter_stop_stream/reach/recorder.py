"""Everything in this room, plugged into the libraries and the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, ClassVar, Final

import wrapt

from .clients import HTTPX, record_aiohttp, record_httpx
from .connections import record_connections
from .grpc_calls import GRPC, GRPC_AIO, record_grpc, record_grpc_aio
from .http11 import HTTPCORE, record_sockets
from .http_client import HTTP_CLIENT, record_http_client
from .processes import ProcessRecorder
from .tasks import record_tasks
from .threads import record_anyio, record_executors
from .web_socket_clients import (
    WEBSOCKETS,
    WEBSOCKETS_IN_THREADS,
    record_aiohttp_websockets,
    record_websockets,
    record_websockets_in_threads,
)

ANYIO: Final = "anyio._backends._asyncio"

_log = logging.getLogger(__name__)


class LibraryRecorder:
    """Records what is started in a generation's context. Outside of one it changes nothing.

    Libraries are wrapped once for the process, when they are imported; those that nobody imports
    are left alone.

    Args:
        with_tasks: Whether tasks are recorded.
        with_threads: Whether calls in threads are recorded.
        with_requests: Whether requests are recorded, and refused after a stop.
        with_processes: Whether processes are recorded.
        process_grace_period_s: How long a process is given to end before it is killed, in seconds;
            that of the first recorder counts.
    """

    _is_recording_requests: ClassVar[bool] = False
    _is_recording_threads: ClassVar[bool] = False
    _processes: ClassVar[ProcessRecorder | None] = None

    def __init__(
        self,
        *,
        with_tasks: bool = True,
        with_threads: bool = True,
        with_requests: bool = True,
        with_processes: bool = True,
        process_grace_period_s: float = 1.0,
    ) -> None:
        self._with_tasks = with_tasks
        self._with_processes = with_processes
        if with_requests and not LibraryRecorder._is_recording_requests:
            LibraryRecorder._is_recording_requests = True
            for name in HTTPX:
                when_imported(record_httpx, name)
            for name in HTTPCORE:
                when_imported(record_sockets, name)
                when_imported(record_connections, name)
            when_imported(record_aiohttp, "aiohttp")
            when_imported(record_http_client, HTTP_CLIENT)
            when_imported(record_aiohttp_websockets, "aiohttp")
            when_imported(record_websockets, WEBSOCKETS)
            when_imported(record_websockets_in_threads, WEBSOCKETS_IN_THREADS)
            when_imported(record_grpc, GRPC)
            when_imported(record_grpc_aio, GRPC_AIO)
        if with_threads and not LibraryRecorder._is_recording_threads:
            LibraryRecorder._is_recording_threads = True
            record_executors()
            when_imported(record_anyio, ANYIO)
        if with_processes and LibraryRecorder._processes is None:
            LibraryRecorder._processes = ProcessRecorder(process_grace_period_s)
            LibraryRecorder._processes.record()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Record what this event loop itself makes. Calling it twice is fine."""
        if self._with_tasks:
            record_tasks(loop)
        if self._with_processes and LibraryRecorder._processes is not None:
            LibraryRecorder._processes.attach(loop)


def when_imported(record: Callable[[Any], None], name: str) -> None:
    """Record a library as soon as anybody imports it. One of a version that has not what is to be
    wrapped is no less usable for that.
    """

    def guarded(module: Any) -> None:
        try:
            record(module)
        except AttributeError as error:
            _log.warning("A stop does not reach all of %s, of this version: %s", name, error)

    wrapt.register_post_import_hook(guarded, name)
