"""The frames of `v1.schema.json` as Python types.

What a browser sends is parsed into a dataclass; what the server sends is a `TypedDict`, because
it leaves as JSON as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from typing_extensions import NotRequired

State = Literal["queued", "running", "stopping", "ended"]
Outcome = Literal["complete", "interrupted", "error"]
Receipt = Literal["cancelled", "detached"]
Resource = Literal["task", "thread", "request", "process", "agent"]
MarkStatus = Literal["streaming", "complete", "interrupted", "error"]
ErrorCode = Literal[
    "bad_frame",
    "too_large",
    "unknown_chat",
    "unknown_generation",
    "unknown_prompt",
    "not_allowed",
    "internal",
]


@dataclass(frozen=True)
class Subscribe:
    """Asks for the generations of a chat, now and whenever one changes."""

    chat_id: str


@dataclass(frozen=True)
class Unsubscribe:
    """Ends a subscription."""

    chat_id: str


@dataclass(frozen=True)
class Stop:
    """Asks to stop generations of a chat.

    Attributes:
        generation_ids: Those meant; `None` for all of the sender's.
        seen: Length in UTF-16 code units of what the sender had on the screen, by message id.
            A reply that is not in it had not reached the screen. `None`: the sender was not
            showing the chat.
    """

    request_id: str
    chat_id: str
    generation_ids: tuple[str, ...] | None
    seen: dict[str, int] | None


@dataclass(frozen=True)
class Regenerate:
    """Asks the persona that a prompt was for the same prompt again."""

    request_id: str
    chat_id: str
    prompt_id: str


@dataclass(frozen=True)
class Reload:
    """Asks to start the personas of a chat anew, which stops all that they are doing there."""

    request_id: str
    chat_id: str


ClientFrame = Subscribe | Unsubscribe | Stop | Regenerate | Reload


class GenerationRecord(TypedDict):
    """One persona answering one prompt, as one reader is told of it.

    `chat_path` is relative to the root of the contents, and `None` where it is not known. `closed`
    is what a stop had to end beside the generation's own task, `left` what did not end in time and
    may still be running. `is_mine` and `may_stop`: whether a stop without ids, and one that names
    it, are taken from the reader.
    """

    generation_id: str
    chat_id: str
    chat_path: str | None
    prompt_id: str
    persona_id: str
    persona_name: str
    state: State
    outcome: Outcome | None
    receipt: Receipt | None
    closed: list[Resource]
    left: list[Resource]
    reply_ids: list[str]
    is_mine: bool
    may_stop: bool
    stopped_by: str | None
    started_at: float
    revision: int


class GenerationsFrame(TypedDict):
    """The whole truth of a chat: every generation that has not ended."""

    type: Literal["generations"]
    protocol_version: Literal[1]
    chat_id: str
    generations: list[GenerationRecord]


class GenerationFrame(TypedDict):
    """One generation that changed, whole."""

    type: Literal["generation"]
    generation: GenerationRecord


class Problem(TypedDict):
    """What went wrong, for a program and for a person."""

    code: ErrorCode
    text: str


class ReplyFrame(TypedDict):
    """The answer to a request: accepted or refused. Never that something is over."""

    type: Literal["reply"]
    request_id: str
    status: Literal["accepted", "refused"]
    generation_ids: list[str]
    error: NotRequired[Problem]


class ErrorFrame(TypedDict):
    """A frame that could not be understood. The connection lives on."""

    type: Literal["error"]
    code: ErrorCode
    text: str
    request_id: NotRequired[str]


ServerFrame = GenerationsFrame | GenerationFrame | ReplyFrame | ErrorFrame


class Mark(TypedDict):
    """What stands in a chat message's metadata under `stop_stream`.

    `stopped_by_name` is what whoever stopped it was called then, which a chat knows only of those
    who write in it; `stopped_at` is in seconds since the epoch; `left` is what may still be
    running where the receipt is `detached`; `unseen` is the tail that was cut at the freeze point;
    `reason` says to a person why, where the status is `error`; without it the server stopped.
    """

    generation_id: str
    prompt_id: str
    status: MarkStatus
    reason: NotRequired[str]
    stopped_by: NotRequired[str | None]
    stopped_by_name: NotRequired[str]
    stopped_at: NotRequired[float]
    receipt: NotRequired[Receipt]
    left: NotRequired[list[Resource]]
    unseen: NotRequired[str]
