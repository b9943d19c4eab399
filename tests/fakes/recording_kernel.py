"""A kernel as a lane sees it, in which a test says what happens."""

from __future__ import annotations

from collections.abc import Callable


class RecordingKernel:
    """Notes the signals, and what it is asked; answers when the test says so.

    Args:
        sends_at_once: Whether a signal has been sent when `interrupt` returns.
    """

    def __init__(self, *, sends_at_once: bool = True) -> None:
        self.kernel_id = "kernel-1"
        self.signals = 0
        self.restarts: list[Callable[[], bool]] = []
        self.unsent: list[Callable[[], None]] = []
        self.asked: list[Callable[[], None]] = []
        self._sends_at_once = sends_at_once

    def interrupt(self, sent: Callable[[], None]) -> None:
        self.signals += 1
        self.unsent.append(sent)
        if self._sends_at_once:
            self.send_signals()

    def send_signals(self) -> None:
        unsent, self.unsent = self.unsent, []
        for sent in unsent:
            sent()

    def restart(self, is_due: Callable[[], bool]) -> None:
        self.restarts.append(is_due)

    def close(self) -> None:
        self.asked.clear()

    def ask_whether_free(self, free: Callable[[], None]) -> None:
        self.asked.append(free)

    def answer(self) -> None:
        """It has done all that was sent to it."""
        asked, self.asked = self.asked, []
        for free in asked:
            free()
