"""A worker that everybody uses, made by whoever uses it first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Worker:
    """Serves whoever puts something into its queue, one after the other, as a connection pool's
    worker does, or an exporter's. What fails is told to whom it was for.

    Args:
        serve: What it does for each.
    """

    def __init__(self, serve: Callable[[str], Awaitable[object]]) -> None:
        self._serve = serve
        self._queue: asyncio.Queue[tuple[str, asyncio.Future[object]]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def ask(self, what: str) -> object:
        """Have it serve, and return what comes of that."""
        self._task = self._task or asyncio.create_task(self._work())
        result: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((what, result))
        return await result

    async def end(self) -> None:
        """End it. It must be working still."""
        assert self._task is not None
        assert not self._task.done()
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _work(self) -> None:
        while True:
            what, result = await self._queue.get()
            try:
                served = await self._serve(what)
            except Exception as error:  # noqa: BLE001
                if not result.done():
                    result.set_exception(error)
            else:
                if not result.done():
                    result.set_result(served)
