"""Whose a write to a chat is, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from .gate import Gate
from .generation import Generation

By = Literal["context", "reply", "sender", "nobody"]
"""How it is known: by the context in which the write is made, by the reply that it changes, by the
persona that sends it; or not at all."""

Fate = Literal["passes", "gate", "beside", "refused", "nothing"]
"""What becomes of a write: it passes as if there were no gate; it goes through its generation's
gate; what leaves the text as it is passes; whoever writes is told that it was stopped; nothing."""

FATES: Final[dict[By, tuple[Fate, Fate]]] = {
    #            while it runs, once it was stopped
    "context": ("gate", "nothing"),
    "reply": ("gate", "beside"),
    "sender": ("gate", "refused"),
    "nobody": ("passes", "passes"),
}


@dataclass(frozen=True)
class Whose:
    """Whose one write is.

    Attributes:
        by: How that is known.
        generation: The generation; `None` where it is nobody's, or where nothing but the mark of
            its reply is left of it.
        is_stopped: Whether that generation was stopped, or failed and what it left writes on.
    """

    by: By
    generation: Generation | None = None
    is_stopped: bool = False

    @property
    def fate(self) -> Fate:
        """What becomes of the write."""
        return FATES[self.by][self.is_stopped]

    def note(self) -> None:
        """Tell its generation that the code which runs now writes it."""
        if self.by == "context" and self.generation is not None:
            self.generation.note_write()

    @property
    def gate(self) -> Gate | None:
        """What the write goes through, if anything."""
        return self.generation.gate if self.generation and self.fate == "gate" else None


NOBODYS: Final = Whose("nobody")
