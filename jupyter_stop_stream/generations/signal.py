"""The read side of a stop, for a persona's author."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar

from ..protocol.errors import GenerationStopped

_log = logging.getLogger(__name__)


class StopSignal:
    """Tells whether the generation one runs in was stopped. Only its owner can set it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._callbacks: list[Callable[[], object]] = []

    @property
    def stopped(self) -> bool:
        """Whether a stop was asked for. Once true it stays true."""
        return self._event.is_set()

    def raise_if_stopped(self) -> None:
        """Raise if a stop was asked for.

        Raises:
            GenerationStopped: A `CancelledError`; let it through.
        """
        if self.stopped:
            raise GenerationStopped("This generation was stopped.")

    def on_stop(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback` once, on the event loop, when a stop is asked for; at once if it was.

        Returns:
            A function that takes the callback back; calling it twice is fine.
        """
        if self.stopped:
            _call(callback)
            return lambda: None
        self._callbacks.append(callback)

        def remove() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return remove

    async def wait(self) -> None:
        """Return when a stop is asked for."""
        await self._event.wait()


class StopSource(StopSignal):
    """The write side of a `StopSignal`; a generation keeps it to itself."""

    def set(self) -> None:
        """Tell everybody, once. What a callback raises is logged and hinders nobody."""
        if self.stopped:
            return
        self._event.set()
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            _call(callback)

    def clear_callbacks(self) -> None:
        """Let go of what was never called, at the generation's end."""
        self._callbacks.clear()


current_signal: ContextVar[StopSignal | None] = ContextVar("stop_stream_signal", default=None)


def stop_signal() -> StopSignal:
    """The signal of the generation this code runs in, also from a child task or `to_thread`.

    Outside of a generation it is a signal that is never set.
    """
    return current_signal.get() or StopSignal()


def _call(callback: Callable[[], object]) -> None:
    try:
        callback()
    except Exception:  # noqa: BLE001  an author's callback must not keep a stop from going on
        _log.exception("A callback of a stop signal failed.")
