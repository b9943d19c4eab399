"""A prompt that is asked again: of whom, and whether anything begins."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from ..protocol import TooManyWait, UnknownPrompt
from .backend import ChatBackend
from .generation import Generation
from .open_chats import OpenChat
from .roster import Roster

MAX_WAITING: Final = 32
"""How many prompts may wait in one chat before none is asked again there."""


def regenerated(roster: Roster, chat: OpenChat, prompt_id: str, by: str) -> list[Generation]:
    """See `Registry.regenerate`.

    Raises:
        UnknownPrompt: There is no such prompt, or nobody to answer it.
        TooManyWait: As many prompts as may wait in this chat.
    """
    going = [
        one
        for one in chat.generations
        if one.prompt_id == prompt_id
        and one.state in ("queued", "running")
        and one.continues is None
    ]
    idle = [
        backend
        for backend in _asked(roster, chat, prompt_id)
        if not any(backend.answers_for(one.persona_id) for one in going)
    ]
    if going and not idle:
        return going
    raise_if_full(chat)
    if chat.answered_by(prompt_id):
        chat.heard.add(prompt_id)
    for backend in idle:
        before = set(chat.generations)
        with suppress(UnknownPrompt):
            backend.ask_again(prompt_id, by)
        begun = [one for one in chat.generations if one not in before]
        if begun:
            return begun
    raise UnknownPrompt("Nobody answers this prompt any more.")


def raise_if_full(chat: OpenChat) -> None:
    """Called before a client has anything asked in a chat.

    Raises:
        TooManyWait: As many prompts as may wait there.
    """
    if sum(one.state == "queued" for one in chat.generations) >= MAX_WAITING:
        raise TooManyWait(f"{MAX_WAITING} prompts wait in this chat already.")


def _asked(roster: Roster, chat: OpenChat, prompt_id: str) -> list[ChatBackend]:
    """Whose prompt it was: first whose answer was stopped, then who answered last; where nobody
    knows, all there are.
    """
    known = roster.asked(chat.chat_id, prompt_id)[::-1]
    by_stop = sorted(known, key=lambda one: not one.is_interrupted)
    persona_ids = dict.fromkeys(
        [*(one.persona_id for one in by_stop), *chat.answered_by(prompt_id)]
    )
    asked = dict.fromkeys(
        backend
        for persona_id in persona_ids
        for backend in chat.backends
        if backend.answers_for(persona_id)
    )
    return list(asked or chat.backends)
