"""What a server says of one generation, as far as the command needs it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One persona answering one prompt: `generation_record` of `protocol/v1.schema.json`.

    Words are kept as they came. One that a newer server says claims nothing here.

    Attributes:
        server: The URL of the server that it is on.
        place: The path of its chat or, where that is not known, the chat's id.
        record: All that the server says.
    """

    server: str
    generation_id: str
    chat_id: str
    chat_path: str
    persona_name: str
    state: str
    outcome: str
    receipt: str
    left: tuple[str, ...]
    is_mine: bool
    started_at: float
    record: dict[str, Any] = field(repr=False)

    @property
    def place(self) -> str:
        return self.chat_path or self.chat_id

    def as_it_is(self, now: Answer) -> Answer:
        """What a server says of it now; of one that has ended it forgets where the chat is."""
        return replace(now, chat_path=now.chat_path or self.chat_path)

    @property
    def is_ended(self) -> bool:
        """Whether the server says that it has ended; something of it may still be running."""
        return self.state == "ended"

    @property
    def is_over(self) -> bool:
        """Whether it is known that nothing of it is running any more."""
        return self.is_ended and self.receipt in ("", "cancelled") and not self.left


def parse(server: str, record: Any) -> Answer:
    """Read a record.

    Raises:
        ValueError: It is none.
    """
    try:
        return Answer(
            server=server,
            generation_id=_text(record["generation_id"]),
            chat_id=_text(record["chat_id"]),
            chat_path=_text(record["chat_path"]),
            persona_name=_text(record["persona_name"]),
            state=_text(record["state"]),
            outcome=_text(record["outcome"]),
            receipt=_text(record["receipt"]),
            left=tuple(_text(one) for one in record["left"]),
            is_mine=record["is_mine"] is True,
            started_at=float(record["started_at"]),
            record=dict(record),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"This is no generation: {error!r}") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(value)
    return value
