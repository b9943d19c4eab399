"""One kernel of a Jupyter server, as its lane speaks to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any, Final

from jupyter_core.utils import ensure_async

from .kernel_session import session_of_our_own

NOTHING: Final = {
    "code": "",
    "silent": True,
    "store_history": False,
    "user_expressions": {},
    "allow_stdin": False,
    "stop_on_error": False,
}
"""An execution of nothing, by which pages learn that a kernel is idle: they take no notice of what
it publishes of other questions."""


class ServerKernel:
    """A kernel that the server's kernel manager knows.

    Args:
        kernel_id: Its id.
        manager: Gives its `jupyter_client.KernelManager`.
        interrupt: Interrupts it, and not for a person.
        restart: Starts it anew, and returns when pages hear it again.
        log: Told what fails.
    """

    def __init__(
        self,
        kernel_id: str,
        manager: Callable[[], Any],
        interrupt: Callable[[str], Awaitable[None] | None],
        restart: Callable[[str], Awaitable[None] | None],
        log: logging.Logger,
    ) -> None:
        self.kernel_id = kernel_id
        self._manager = manager
        self._signal = interrupt
        self._restart = restart
        self._log = log
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: set[Any] = set()

    def interrupt(self, sent: Callable[[], None]) -> None:
        self._run(self._interrupt(sent))

    def restart(self, is_due: Callable[[], bool]) -> None:
        self._run(self._start_anew(is_due))

    def ask_whether_free(self, free: Callable[[], None]) -> None:
        Context().run(self._send, "kernel_info_request", free)

    def pass_on(self, message: dict[str, Any]) -> None:
        """Send a request whose sender has gone meanwhile, and let nobody have the reply."""
        Context().run(self._send, message, lambda: None)

    def close(self) -> None:
        streams, self._streams = self._streams, set()
        for stream in streams:
            stream.close()

    def _run(self, work: Coroutine[None, None, None]) -> None:
        # In an empty context: nothing of it may be taken for a generation's doing.
        task: asyncio.Task[None] = Context().run(asyncio.ensure_future, work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _send(self, message: dict[str, Any] | str, answered: Callable[[], None]) -> None:
        try:
            manager = self._manager()
            stream = manager.connect_shell()
            self._streams.add(stream)

            def on_reply(_: object) -> None:
                self._streams.discard(stream)
                stream.close()
                answered()

            stream.on_recv(on_reply)
            session_of_our_own(manager).send(stream, message)
        except Exception as error:  # noqa: BLE001  one that is ending may fail in any way
            self._log.debug("Kernel %s could not be asked: %r", self.kernel_id, error)

    async def _interrupt(self, sent: Callable[[], None]) -> None:
        try:
            await ensure_async(self._signal(self.kernel_id))
        except Exception as error:  # noqa: BLE001  one that is ending may fail in any way
            self._log.warning("Kernel %s could not be interrupted: %r", self.kernel_id, error)
        finally:
            sent()

    async def _start_anew(self, is_due: Callable[[], bool]) -> None:
        if not is_due():
            return
        try:
            await ensure_async(self._restart(self.kernel_id))
            self.pass_on(session_of_our_own(self._manager()).msg("execute_request", NOTHING))
        except Exception as error:  # noqa: BLE001  one that is ending may fail in any way
            self._log.warning("Kernel %s could not be started anew: %r", self.kernel_id, error)
