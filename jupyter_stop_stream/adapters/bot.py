"""Who answers in a chat without jupyter-ai."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from jupyterlab_chat.models import Message

Work = Callable[[Any, Message], Coroutine[Any, Any, object]]
"""Answers, given the chat model and the prompt."""

GoOn = Callable[[Any, Message, str], Coroutine[Any, Any, object]]
"""Likewise, given the text of the answer as well that it goes on from."""


@dataclass(frozen=True)
class Bot:
    """One bot.

    Attributes:
        id: The username that it writes under.
        name: What a person calls it.
        work: Answers a prompt, and may be asked again; `None` where it answers in tasks that exist
            already.
        go_on: Goes on from where an answer to a prompt ends; `None` where `work` is asked to.
    """

    id: str
    name: str
    work: Work | None = None
    go_on: GoOn | None = None
