"""When a chat's file is saved while an answer streams into it."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jupyterlab_chat.websocket_model import WsChatModel

from .pace import Pace

LONG_FILE_BYTES: Final = 256 * 1024
"""It takes about five milliseconds to save."""


@dataclass(frozen=True)
class SaveTimes:
    """When the files of a server's chats are saved.

    Attributes:
        interval_s: How long a long file may wait for what the pages have, in seconds; 0 for not at
            all.
        long_file_bytes: The size from which on one is long. What the pages have of a shorter one
            is in the file.
        pace: Gives turns to the saves that had to wait.
    """

    interval_s: float = 0
    long_file_bytes: int = LONG_FILE_BYTES
    pace: Pace = field(default_factory=Pace)


AT_ONCE: Final = SaveTimes()
"""With each write."""


class Saves:
    """Saves one chat less often than its pages are told, where its file is long.

    jupyterlab-chat saves the whole file at each write, and whoever watches files reads it again
    after each. Nothing is put off while no page is connected to the model: it may be freed then at
    any moment, and its file read anew.

    The model's methods are replaced on the instance, when the first save is put off.

    Args:
        model: The chat model. Only a `WsChatModel` saves a file of its own.
        times: When it is saved.
        log: Told of a save that failed and that nobody else hears of.
    """

    def __init__(self, model: object, times: SaveTimes, log: logging.Logger) -> None:
        self._model = model if isinstance(model, WsChatModel) and times.interval_s > 0 else None
        self._times = times
        self._log = log
        self._thread = threading.get_ident()
        self._lock = threading.RLock()
        self._due: asyncio.TimerHandle | None = None
        self._cost_s = 0.0
        self._is_hooked = False
        self._is_put_off = False
        self._has_failed = False

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """Have the next save of the model be made later, if it is made within this context.

        A further one, as of somebody who is told of the write and writes, is made at once. So is
        each on another thread, and the one after a save that failed: whoever writes then hears of
        it.
        """
        model = self._model
        if (
            model is not None
            and model.handlers
            and self._is_on_loop
            and not self._has_failed
            and _size(model) >= self._times.long_file_bytes
        ):
            self._hook(model)
            self._is_put_off = True
        try:
            yield
        finally:
            if self._is_on_loop:
                self._is_put_off = False

    @property
    def _is_on_loop(self) -> bool:
        return threading.get_ident() == self._thread

    def _hook(self, model: WsChatModel) -> None:
        if not self._is_hooked:
            self._is_hooked = True
            self._own_save, self._own_dispose = model.save, model.dispose
            vars(model).update(save=self._on_save, dispose=self._on_dispose)

    def _on_save(self) -> None:
        """In the place of the model's `save`."""
        if self._is_put_off and self._is_on_loop:
            self._is_put_off = False
            if self._due is None:
                self._due = _later(self._times.interval_s, self._on_due)
            return
        # Two threads would write one file.
        with self._lock:
            began_at = time.monotonic()
            self._own_save()
            self._cost_s = time.monotonic() - began_at
        self._has_failed = False
        if self._is_on_loop:
            self._forget()

    def _on_dispose(self) -> None:
        """In the place of the model's `dispose`: from now on its file may be read anew."""
        # One whose file was deleted is freed as well, and does not make it again.
        if self._due is not None and self._model is not None and _size(self._model) > 0:
            self._save()
        self._forget()
        self._own_dispose()

    def _on_due(self) -> None:
        now = time.monotonic()
        wait_s = self._times.pace.next_turn(now, self._cost_s) - now
        if wait_s > 0:
            self._due = _later(wait_s, self._save)
        else:
            self._save()

    def _save(self) -> None:
        self._forget()
        if self._model is None:
            return
        try:
            # Not its own: who has replaced it since, as for a file that was opened anew, is asked.
            self._model.save()
        except Exception as error:  # noqa: BLE001  whoever writes next tries again, and hears of it
            self._has_failed = True
            self._log.warning("Chat %s could not be saved: %r", self._model.get_path(), error)

    def _forget(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


def _size(model: WsChatModel) -> int:
    """Of its file, in bytes; 0 where it is gone."""
    try:
        return Path(model.root_dir, model.path).stat().st_size
    except OSError:
        return 0


def _later(seconds: float, work: Callable[[], None]) -> asyncio.TimerHandle:
    """In nobody's context: what is saved may be of several generations."""
    loop = asyncio.get_running_loop()
    return loop.call_later(seconds, work, context=contextvars.Context())
