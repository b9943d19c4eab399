"""The frames of `v1.schema.json` as Python types.

What a browser sends is parsed into a dataclass; what the server sends is a `TypedDict`, because
it leaves as JSON as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from typing_extensions import NotRequired

State = Literal["queued", "running", "stopping", "ended"]
Outcome = Literal["complete", "interrupted", "error"]
Receipt = Literal["cancelled", "detached"]
Resource = Literal["task", "thread", "request", "process", "agent", "execution"]
ExecutionState = Literal["waiting", "running"]
EndBy = Literal["stop", "interrupt", "restart"]
MoveTo = Literal["front", "input"]
Cause = Literal["cancelled"]
LimitKind = Literal["seconds", "characters", "silence", "unwatched"]
Did = Literal["created", "edited", "ran", "deleted"]
MarkStatus = Literal["streaming", "complete", "interrupted", "error"]
ErrorCode = Literal[
    "bad_frame",
    "too_large",
    "too_many",
    "unknown_chat",
    "unknown_generation",
    "unknown_prompt",
    "unknown_execution",
    "not_waiting",
    "not_allowed",
    "internal",
]


@dataclass(frozen=True)
class Subscribe:
    """Asks for the generations of a chat, now and whenever one changes.

    Attributes:
        chat_path: Of the chats with this id, of which one file may be a copy, the one that is
            meant; see the schema. `None`, from older pages: all of them. Likewise in what follows.
    """

    chat_id: str
    chat_path: str | None = None


@dataclass(frozen=True)
class Unsubscribe:
    """Ends a subscription."""

    chat_id: str
    chat_path: str | None = None


@dataclass(frozen=True)
class Seen:
    """How much of one reply was on the screen.

    Attributes:
        length: Length of the shown body, in UTF-16 code units.
        checksum: `checksum` of the shown body. `None`, from scripts and older pages: it is taken
            for the beginning of the newest body.
    """

    length: int
    checksum: int | None = None


class Limit(TypedDict):
    """What presses Stop by itself. `amount` is in characters for `characters`, in seconds else;
    `is_servers` says that it is set for the whole server, and not by a person.
    """

    kind: LimitKind
    amount: float
    is_servers: NotRequired[bool]


@dataclass(frozen=True)
class Stop:
    """Asks to stop generations of a chat.

    Attributes:
        generation_ids: Those meant; `None` for all of the sender's.
        prompt_ids: Prompts of the sender that are meant too, and may reach the server later.
        seen: What the sender had on the screen, by message id. A reply that is not in it had not
            reached the screen. `None`: the sender was not showing the chat.
        leaves_executions: Whether what runs in kernels is to go on.
        limit: Which limit of the sender's asks for it; `None` where the sender does.
    """

    request_id: str
    chat_id: str
    generation_ids: tuple[str, ...] | None
    seen: dict[str, Seen] | None
    prompt_ids: tuple[str, ...] = ()
    chat_path: str | None = None
    leaves_executions: bool = False
    limit: Limit | None = None


@dataclass(frozen=True)
class Regenerate:
    """Asks the persona that a prompt was for the same prompt again."""

    request_id: str
    chat_id: str
    prompt_id: str
    chat_path: str | None = None


@dataclass(frozen=True)
class Continue:
    """Asks whoever wrote a reply to go on from where it ends, in a new one."""

    request_id: str
    chat_id: str
    message_id: str
    chat_path: str | None = None


@dataclass(frozen=True)
class Reload:
    """Asks to start the personas of a chat anew, which stops all that they are doing there."""

    request_id: str
    chat_id: str
    chat_path: str | None = None


@dataclass(frozen=True)
class End:
    """Asks to end one execution of a generation alone.

    Attributes:
        by: `stop` and `interrupt` drop it while it waits and interrupt it while it runs; `restart`
            starts its kernel anew, if it runs there.
    """

    request_id: str
    chat_id: str
    execution_id: str
    by: EndBy
    chat_path: str | None = None


@dataclass(frozen=True)
class Move:
    """Asks to move a prompt that waits for its turn.

    Attributes:
        to: `front` has it answered next; `input` gives it back to whoever has sent it.
    """

    request_id: str
    chat_id: str
    generation_id: str
    to: MoveTo
    chat_path: str | None = None


ClientFrame = Subscribe | Unsubscribe | Stop | Regenerate | Continue | Reload | End | Move


class ExecutionRecord(TypedDict):
    """What a generation has a kernel run, as one reader is told of it.

    `notebook` is the path of the kernel's notebook, relative to the root of the contents, where
    exactly one session has that kernel; `cell_id` is there where the request has said of which cell
    it is.
    """

    execution_id: str
    kernel_id: str
    state: ExecutionState
    notebook: NotRequired[str]
    cell_id: NotRequired[str]


class CommandRecord(TypedDict):
    """A command that runs for a generation, as one reader is told of it: by what its end is asked
    for, and its first words.
    """

    execution_id: str
    command: str


class GenerationRecord(TypedDict):
    """One persona answering one prompt, as one reader is told of it.

    `chat_path` is relative to the root of the contents, and `None` where it is not known. `closed`
    is what a stop had to end beside the generation's own task, `left` what did not end in time, or
    was left by an answer that failed, and may still be running. `executions` is what it has kernels
    run, also what of that goes on after its end; absent where that is nothing. `commands`, while it
    is live, are those that run for it and can be ended alone. `is_saved` is false while what it
    left could not be written, and true where that was so. `is_mine` and `may_stop`: whether a stop
    without ids, and one that names it, are taken from the reader. `can_regenerate` and `can_reload`
    are false where nobody can be asked the same prompt again, and where who answers cannot be
    started anew; else they are absent. `place` is there while it waits for its turn: 1 is the next
    of its persona in this chat, 21 the twenty-first or further back. `can_take_back` is true where
    the prompt waits and no persona has begun with it, if the reader has sent it; else it is absent.
    `began_at` is when it was its turn, and absent before that; `asks_person` is true while it waits
    for a person's answer to a question of its own.
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
    executions: NotRequired[list[ExecutionRecord]]
    commands: NotRequired[list[CommandRecord]]
    reply_ids: list[str]
    is_mine: bool
    may_stop: bool
    stopped_by: str | None
    started_at: float
    began_at: NotRequired[float]
    asks_person: NotRequired[bool]
    is_saved: NotRequired[bool]
    can_regenerate: NotRequired[bool]
    can_reload: NotRequired[bool]
    place: NotRequired[int]
    can_take_back: NotRequired[bool]
    revision: int


class GenerationsFrame(TypedDict):
    """The whole truth of a chat: every generation that has not ended, and whether somebody answers
    there who can be stopped. `ended` are those that have, and of which an execution goes on.
    `chat_path` is as it was subscribed to.
    """

    type: Literal["generations"]
    protocol_version: Literal[1]
    chat_id: str
    chat_path: NotRequired[str]
    is_connected: NotRequired[bool]
    generations: list[GenerationRecord]
    ended: NotRequired[list[GenerationRecord]]


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


class Touched(TypedDict):
    """One thing that an answer touched: a notebook or a cell of it, a file or a command.

    Paths are relative to the root of the contents where they are below it, and absolute elsewhere.
    Without a `cell_id` the notebook as a whole is meant; with `None`, a cell of which it is not
    known which one it is.
    """

    did: list[Did]
    notebook: NotRequired[str]
    cell_id: NotRequired[str | None]
    file: NotRequired[str]
    command: NotRequired[str]


Cell = dict[str, Any]
"""A cell of a notebook in the JSON of nbformat."""


class CellEdit(TypedDict):
    """What an answer has changed in one cell of a notebook, in all.

    `notebook` is a path as in `Touched`. `before` and `after` are the cell with its `id`,
    `cell_type`, `source` and `metadata`, and where they are known with its `outputs`; `None` where
    there was none. `above` is the id of the cell that a deleted one stood below.
    """

    notebook: str
    cell_id: str
    before: Cell | None
    after: Cell | None
    above: str | None


class Mark(TypedDict):
    """What stands in a chat message's metadata under `stop_stream`.

    `stopped_by_name` is what whoever stopped it was called then, which a chat knows only of those
    who write in it; `stopped_at` is in seconds since the epoch; `left` is what may still be
    running where the receipt is `detached` or the status `error`; `unseen` is what had been written
    and not shown: the tail that was cut at the freeze point or, where `is_rewritten`, a whole body
    that had taken the place of the message's own; `reason` says to a person why, where the status
    is `error`; without it the server stopped. `cause` says it in a word, where a page has words of
    its own for it. `touched` is what a stopped answer changed or ran, and `touched_beyond` how many
    things more, where they are too many to be told. `waited_for` is the persona's name, if it never
    began; `stop_id` is the same on all that one stop has ended so. `limit` is what stopped it by
    itself; `took_s` and `characters` are how long a stopped answer had run, in seconds, and how
    long its text was, with what was not shown. `can_regenerate` and `can_reload` are as in the
    generation's record. `can_continue` is true where who answered can go on from where the answer
    ends, and `continues` is the id of the reply that this one goes on from.
    """

    generation_id: str
    prompt_id: str
    status: MarkStatus
    reason: NotRequired[str]
    cause: NotRequired[Cause]
    stopped_by: NotRequired[str | None]
    stopped_by_name: NotRequired[str]
    stopped_at: NotRequired[float]
    limit: NotRequired[Limit]
    took_s: NotRequired[float]
    characters: NotRequired[int]
    receipt: NotRequired[Receipt]
    waited_for: NotRequired[str]
    stop_id: NotRequired[str]
    left: NotRequired[list[Resource]]
    unseen: NotRequired[str]
    is_rewritten: NotRequired[bool]
    touched: NotRequired[list[Touched]]
    touched_beyond: NotRequired[int]
    can_regenerate: NotRequired[bool]
    can_reload: NotRequired[bool]
    can_continue: NotRequired[bool]
    continues: NotRequired[str]
