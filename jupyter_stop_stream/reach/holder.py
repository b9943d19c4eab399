"""Which generation holds what the code that runs now starts."""

from __future__ import annotations

from contextvars import Context
from typing import Final

from ..generations import Generation, current_generation
from ..protocol.errors import GenerationStopped

REFUSED_METHOD: Final = "POST"
"""What asks a model for an answer. Clean-up, such as the end of an MCP session, uses others."""


def holder(context: Context | None = None) -> Generation | None:
    """The generation of this context, or of the one given, if it is live or was stopped.

    What lives on after an answer that ended by itself is no part of it any more.
    """
    generation = current_generation.get() if context is None else context.get(current_generation)
    if generation is None or not (generation.is_live or generation.is_interrupted):
        return None
    return generation


def refuse_request(generation: Generation, method: str) -> None:
    """Keep a generation whose task was cancelled from asking a model again.

    Raises:
        GenerationStopped: The request is one that could cost something.
    """
    if generation.cancel_called and method.upper() == REFUSED_METHOD:
        raise GenerationStopped("This generation was stopped.")
