"""What has to be seen of a kernel before an execution goes into it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from .kernel import Kernel
from .later import later

NUDGES: Final = 20
NUDGED_AFTER_S: Final = 0.05
"""How often, and how long after its last answer, a kernel is asked for something while nothing that
it publishes has been heard, in seconds."""

TRIES: Final = 5
ANSWERS_WITHIN_S: Final = 0.3
"""How often a kernel is asked for an answer after a cell was interrupted in it, and how long each
answer is waited for, in seconds."""


class Assurance:
    """Sees to it that a kernel can be heard, and that it answers.

    A kernel that was just started can be asked before it can be heard, and nobody could tell that
    an answer's cell runs in it. A signal that comes as the kernel replies can leave half a reply
    behind, and the next one, whosever it is, is lost with that.

    Args:
        kernel: The kernel.
        loop: The event loop.
        changed: Called when something that was to be seen has been, or is given up.
    """

    def __init__(
        self, kernel: Kernel, loop: asyncio.AbstractEventLoop, changed: Callable[[], None]
    ) -> None:
        self._kernel = kernel
        self._later = partial(later, loop)
        self._changed = changed
        self._is_heard = False
        self._nudges = 0
        self._is_answering = True
        self._tries = 0

    @property
    def is_heard(self) -> bool:
        """Whether what the kernel publishes is heard, or it seems that it never will be."""
        return self._is_heard or self._nudges > NUDGES

    @property
    def is_answering(self) -> bool:
        """Whether the kernel has answered since it was last doubted, or seems never to do so."""
        return self._is_answering

    def heard(self) -> None:
        """What the kernel publishes is heard. Calling it twice is fine."""
        if not self._is_heard:
            self._is_heard = True
            self._changed()

    def listen(self) -> None:
        """Have the kernel publish something until that is heard. Calling it twice is fine."""
        if not self._nudges:
            self._nudge()

    def doubt(self) -> None:
        """Let the kernel count as answering when it has been asked again and has answered."""
        self._is_answering = False
        self._tries = 0

    def ask(self) -> None:
        """Ask a kernel that is in doubt, again and again."""
        if self._is_answering:
            return
        if self._tries == TRIES:
            self._answered()
            return
        self._tries += 1
        self._kernel.ask_whether_free(self._answered)
        self._later(ANSWERS_WITHIN_S, self.ask)

    def _answered(self) -> None:
        self._is_answering = True
        self._changed()

    def _nudge(self) -> None:
        if self._is_heard:
            return
        self._nudges += 1
        if self.is_heard:
            self._changed()
            return
        self._kernel.ask_whether_free(lambda: self._later(NUDGED_AFTER_S, self._nudge))
