"""What can go wrong, as exceptions.

    StopStreamError
    ├── FrameError          the frame is not in the schema, or too large
    ├── UnknownChat         no such chat is open on this server
    ├── UnknownGeneration   no such generation in that chat
    ├── UnknownPrompt       no such prompt, or nobody to answer it
    ├── UnknownExecution    no such execution, or it is over
    ├── NotWaiting          the prompt waits no more
    ├── NotAllowed          who asks may not have that done
    │   └── AskedByOthers   somebody else's generation
    ├── TooManyWait         as many prompts wait in that chat as may
    ├── WriteRefused        a write for a generation that was stopped, from outside of it
    └── CallRefused         a call of a tool, likewise

    asyncio.CancelledError
    └── GenerationStopped   the same, from inside of it

`handlers/` turns the first group into `error` and `reply` frames and HTTP codes; nothing else does.
"""

from __future__ import annotations

import asyncio

from .frames import ErrorCode


class StopStreamError(Exception):
    """Base of what this package raises on purpose. `str()` of it is for a person."""

    code: ErrorCode = "internal"


class FrameError(StopStreamError):
    """A frame that is not in the schema.

    Args:
        text: What is wrong with it.
        request_id: The frame's own, where it could be read.
        code: `bad_frame` or `too_large`.
    """

    def __init__(
        self, text: str, *, request_id: str | None = None, code: ErrorCode = "bad_frame"
    ) -> None:
        super().__init__(text)
        self.code = code
        self.request_id = request_id


class UnknownChat(StopStreamError):
    """No such chat is open on this server."""

    code: ErrorCode = "unknown_chat"


class UnknownGeneration(StopStreamError):
    """No such generation in that chat."""

    code: ErrorCode = "unknown_generation"


class UnknownPrompt(StopStreamError):
    """No such prompt in that chat, or nobody who would answer it."""

    code: ErrorCode = "unknown_prompt"


class UnknownExecution(StopStreamError):
    """No answer in that chat has such an execution, or it is over."""

    code: ErrorCode = "unknown_execution"


class NotWaiting(StopStreamError):
    """The prompt does not wait any more, or a persona has begun with it."""

    code: ErrorCode = "not_waiting"


class NotAllowed(StopStreamError):
    """Who asks for it may not have that done."""

    code: ErrorCode = "not_allowed"


class AskedByOthers(NotAllowed):
    """The generation was asked for by somebody else."""

    def __init__(self) -> None:
        super().__init__("This answer was asked for by somebody else.")


class TooManyWait(StopStreamError):
    """As many prompts wait in that chat as may."""

    code: ErrorCode = "too_many"


class WriteRefused(StopStreamError):
    """A write to the chat on behalf of a stopped generation, by code that does not run in it."""


class CallRefused(StopStreamError):
    """A call of a tool on behalf of a stopped generation, by an agent in another process."""


class GenerationStopped(asyncio.CancelledError):
    """A write to the chat by a generation that was stopped.

    It is a `CancelledError`, so that a loop that swallowed the cancellation with
    `except Exception` ends at its next write.
    """
