"""The kernels of a Jupyter server, with a lane before each."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import zmq
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

from ..generations import Generation
from ..kernels import Lanes, Refusals
from .kernel_session import session_of_our_own
from .kernel_status import KernelStatus
from .server_kernel import ServerKernel
from .starting import owner

START_WATCHING: Final = "start_watching_activity"
STOP_WATCHING: Final = "stop_watching_activity"
RESTART: Final = "restart_kernel"
INTERRUPT: Final = "interrupt_kernel"

HEARD_AFTER_S: Final = 0.5
"""How long after a restart pages hear again what the kernel publishes, in seconds: connections are
tried again every tenth."""

ENDS: Final = ("restart", "dead")
"""What a kernel's restarter tells of one that has died: that it runs again, or will not."""


class ServerKernels:
    """Puts a lane before each kernel of one kernel manager. To be made on the event loop.

    Args:
        kernels: The server's kernel manager.
        log: Told what is degraded.
        changed: Called with each generation of which an execution began or ended in one of them.
    """

    def __init__(
        self,
        kernels: MappingKernelManager,
        log: logging.Logger,
        changed: Callable[[Generation], None],
    ) -> None:
        self.refusals = Refusals()
        self.loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._kernels = kernels
        self._log = log
        self._by_id: dict[str, ServerKernel] = {}
        self._renew: dict[str, Callable[[], None]] = {}
        self._held: set[str] = set()
        self.lanes = Lanes(self.kernel, self.loop, changed)
        self._interrupt: Callable[[str], Awaitable[None] | None] = getattr(kernels, INTERRUPT)

    @property
    def is_on_loop(self) -> bool:
        """Whether the code that asks runs on the server's event loop."""
        return threading.get_ident() == self._loop_thread

    def on_loop(self, callback: Callable[..., object], *args: Any) -> None:
        """Call this on the server's event loop: now, if the code that asks runs there."""
        if self.is_on_loop:
            callback(*args)
        else:
            self.loop.call_soon_threadsafe(callback, *args)

    def attach(self) -> None:
        """Replace the methods by which the kernel manager is told what happens to its kernels. To
        be called once.
        """
        kernels = self._kernels
        watch, unwatch = getattr(kernels, START_WATCHING), getattr(kernels, STOP_WATCHING)
        restart = getattr(kernels, RESTART)

        def start_watching_activity(kernel_id: str) -> None:
            watch(kernel_id)
            self._watch(kernel_id)

        def stop_watching_activity(kernel_id: str) -> None:
            self._unwatch(kernel_id)
            unwatch(kernel_id)

        async def restart_kernel(kernel_id: str, *args: Any, **kwargs: Any) -> Any:
            # Nothing that waits may get into a kernel that is ending.
            self._forget(kernel_id)
            try:
                return await ensure_async(restart(kernel_id, *args, **kwargs))
            finally:
                if kernel_id not in self._held:
                    self._forget(kernel_id)

        async def interrupt_kernel(kernel_id: str, *args: Any, **kwargs: Any) -> Any:
            if _is_left_over():
                return None
            self.lanes.of(kernel_id).interrupted()
            return await ensure_async(self._interrupt(kernel_id, *args, **kwargs))

        for own in (start_watching_activity, stop_watching_activity, restart_kernel):
            setattr(kernels, own.__name__, own)
        setattr(kernels, INTERRUPT, interrupt_kernel)
        for kernel_id in kernels.list_kernel_ids():
            self._watch(kernel_id)

    def kernel(self, kernel_id: str) -> ServerKernel:
        """What speaks to a kernel."""
        kernel = self._by_id.get(kernel_id)
        if kernel is None:
            manager = partial(self._kernels.get_kernel, kernel_id)
            kernel = ServerKernel(kernel_id, manager, self._interrupt, self._restart, self._log)
            self._by_id[kernel_id] = kernel
        return kernel

    def kernel_at(self, socket: zmq.Socket[bytes]) -> str | None:
        """The id of the kernel to whose shell a socket is connected; `None` where it is none of
        these. May be asked from the thread that uses the socket.
        """
        endpoint = socket.getsockopt(zmq.LAST_ENDPOINT)
        if not isinstance(endpoint, bytes):
            return None
        wanted = endpoint.rstrip(b"\0").decode()
        for kernel_id in self._kernels.list_kernel_ids():
            kernel = self._kernels.get_kernel(kernel_id)
            between = "-" if kernel.transport == "ipc" else ":"
            if wanted == f"{kernel.transport}://{kernel.ip}{between}{kernel.shell_port}":
                return str(kernel_id)
        return None

    async def _restart(self, kernel_id: str) -> None:
        """Start a kernel anew for a person whose page knows nothing of it, and neither do others:
        what they have executed meanwhile goes into the new one.
        """
        self._held.add(kernel_id)
        try:
            await ensure_async(getattr(self._kernels, RESTART)(kernel_id))
            await asyncio.sleep(HEARD_AFTER_S)
        finally:
            self._held.discard(kernel_id)
            self.lanes.of(kernel_id).release()

    def _forget(self, kernel_id: str) -> None:
        """Forget what is in a kernel and before it."""
        self.lanes.renew(kernel_id)
        if kernel_id in self._held:
            self.lanes.of(kernel_id).hold()

    def _watch(self, kernel_id: str) -> None:
        kernel = self._kernels.get_kernel(kernel_id)
        stream = getattr(kernel, "_activity_stream", None)
        before = getattr(stream, "_recv_callback", None)
        if stream is None or before is None:
            self._log.warning("Kernel %s cannot be watched.", kernel_id)
            return
        renew = self._renew[kernel_id] = partial(self._forget, kernel_id)
        renew()
        lane_of = partial(self.lanes.of, kernel_id)
        status = KernelStatus(session_of_our_own(kernel), lane_of, self._log)

        def on_message(frames: list[Any]) -> None:
            try:
                before(frames)
            finally:
                status.tell(frames)

        stream.on_recv(on_message)
        for event in ENDS:
            kernel.add_restart_callback(renew, event)

    def _unwatch(self, kernel_id: str) -> None:
        self.lanes.renew(kernel_id)
        self._by_id.pop(kernel_id, None)
        renew = self._renew.pop(kernel_id, None)
        if renew is not None:
            for event in ENDS:
                self._kernels.get_kernel(kernel_id).remove_restart_callback(renew, event)


def _is_left_over() -> bool:
    """Whether what interrupts a kernel is left of a stopped answer. What that had running there is
    interrupted already; anything else is not its own.
    """
    whose = owner()
    if whose is None or not (whose.generation.refuses and whose.works_for_it):
        return False
    whose.generation.note_refusal("an interrupt of a kernel")
    return True
