"""Answers that are written at the same time."""

from __future__ import annotations

from jupyter_stop_stream.generations import Generation

from .desk import Desk
from .patience import within
from .writer import Writer


async def side_by_side(desk: Desk, count: int) -> tuple[list[Generation], list[Writer]]:
    """So many answers to one prompt, each of a persona of its own, and who writes them; all have
    written "a" and wait.
    """
    writers = [desk.writer("a", persona_id=f"persona-{number}") for number in range(count)]
    generations = [
        desk.ask(writer, persona_id=writer.voice.persona_id, prompt_id="prompt")
        for writer in writers
    ]
    for writer in writers:
        await within(writer.waits.wait())
    return generations, writers
