"""What a persona is asked that is to go on from where its answer ends."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final
from uuid import uuid4

from jupyterlab_chat.models import Message

from ..generations import MARK_KEY, Continued

QUOTED: Final = 600
"""How much of the end of an answer is quoted to who remembers it, in characters: enough to find the
place, whatever else is remembered of it."""

_REMEMBERED: Final = (
    "Your answer was stopped before it was complete. The last of it that I have is:\n\n"
    "<end_of_answer>{text}</end_of_answer>\n\n"
)

_TOLD: Final = (
    "{prompt}\n\n"
    "You have begun to answer this, and were stopped. What I have of your answer is:\n\n"
    "<answer>{text}</answer>\n\n"
)

_GO_ON: Final = (
    "Go on from exactly there, with the very next characters, in the middle of a word if it ends "
    "in one. Repeat nothing of it, and say nothing about going on."
)


def request_to_go_on(answer: Continued, *, is_known: bool) -> Message:
    """A message that asks for more of an answer, in the name of who sent its prompt.

    It is none of the chat's, and says what the model would not know otherwise.

    Args:
        answer: The answer.
        is_known: Whether the persona remembers the prompt and the answer, or reads them.
    """
    text, prompt = answer.text, answer.prompt
    is_remembered = is_known and answer.is_as_written
    before = (
        _REMEMBERED.format(text=text[-QUOTED:])
        if is_remembered
        else _TOLD.format(prompt=prompt.body, text=text)
    )
    metadata = {key: one for key, one in (prompt.metadata or {}).items() if key != MARK_KEY}
    return replace(
        prompt,
        id=uuid4().hex,
        body=before + _GO_ON,
        time=time.time(),
        # Who remembers the prompt has seen them with it.
        attachments=None if is_remembered else prompt.attachments,
        edited=None,
        metadata=metadata,
    )
