"""What answers do that have kernels run something."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from jupyter_core.utils import ensure_event_loop
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.generations import Generation, OwnExecution

from ..fakes.desk import Desk
from ..fakes.patience import turns, within


def connected(client: Any) -> Any:
    """A kernel client that can be told from others of the same kernel manager: by themselves they
    all have the same session, and get one another's replies.
    """
    client.session.session = uuid.uuid4().hex
    client.start_channels(stdin=False, hb=False, control=False)
    return client


async def what_runs(generation: Generation) -> OwnExecution:
    """The execution of an answer's, when its kernel has said that it runs."""

    async def wait() -> OwnExecution:
        while not (generation.executions and generation.executions[0].is_running):
            # Observers are told of it later.
            await turns()
        return generation.executions[0]

    return await within(wait())


async def stop_what_runs(desk: Desk, generation: Generation) -> None:
    """What *Stop this cell only* does."""
    execution = await what_runs(generation)
    desk.registry.end_execution(desk.chat_id, execution.execution_id, "stop", by="ada")


class RunsCells:
    """Has cells run, each when the one before is over, by a client of its own.

    Args:
        server: Whose kernel it is.
        kernel_id: Its id.
        codes: The cells.
    """

    def __init__(self, server: ServerApp, kernel_id: str, *codes: str) -> None:
        self._manager = server.kernel_manager.get_kernel(kernel_id)
        self._codes = codes
        self.sent = asyncio.Event()
        self.replies: list[str] = []

    async def __call__(self) -> None:
        client = connected(self._manager.client())
        try:
            for code in self._codes:
                running = client.execute_interactive(
                    code, allow_stdin=False, output_hook=lambda _: None
                )
                # It is sent in the first step of its task.
                asyncio.get_running_loop().call_soon(self.sent.set)
                self.replies.append((await running)["content"]["status"])
        finally:
            client.stop_channels()


class RunsAll(RunsCells):
    """Sends all cells at once, as *Run All* does, and waits for their replies."""

    async def __call__(self) -> None:
        client = connected(self._manager.client())
        try:
            sent = [client.execute(code, allow_stdin=False) for code in self._codes]
            self.sent.set()
            found: dict[str, str] = {}
            while len(found) < len(sent):
                reply = await client.get_shell_msg()
                if reply["msg_type"] == "execute_reply":
                    found[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
            self.replies = [found[one] for one in sent]
        finally:
            client.stop_channels()


def _set(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    loop.call_soon_threadsafe(event.set)


class RunsInThread(RunsCells):
    """Does it in a thread, with a client that blocks."""

    def __init__(self, server: ServerApp, kernel_id: str, *codes: str) -> None:
        super().__init__(server, kernel_id, *codes)
        self.begun = asyncio.Event()
        self.ended = threading.Event()
        self.error: BaseException | None = None

    async def __call__(self) -> None:
        loop = asyncio.get_running_loop()
        # With the context of the loop, a blocking client would wait on the loop itself.
        await loop.run_in_executor(None, self._run, partial(_set, loop, self.begun))

    def _run(self, begin: Callable[[], object]) -> None:
        client = connected(self._manager.blocking_client())
        try:
            begin()
            for code in self._codes:
                reply: Any = client.execute_interactive(
                    code, allow_stdin=False, output_hook=lambda _: None
                )
                self.replies.append(reply["content"]["status"])
        except BaseException as error:
            self.error = error
            raise
        finally:
            client.stop_channels()
            # The loop that the client has made for this thread.
            ensure_event_loop().close()
            self.ended.set()
