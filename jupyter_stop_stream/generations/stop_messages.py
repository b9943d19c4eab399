"""A message that is nothing but a stop."""

from __future__ import annotations

import re
from collections import deque
from typing import Final, Literal

from jupyterlab_chat.models import Message

from .backend import Chat
from .open_chats import OpenChats
from .roster import Roster
from .stops import Stops

StopMessage = Literal["here", "everywhere"]
"""What it stops: its sender's answers in its chat, or in all chats of one person's server."""

REMEMBERED: Final = 64
"""How many messages are remembered, each of which may be given to several who answer in a chat."""

_STOP: Final = re.compile(r"\s*/stop(\s+all)?\s*")


def read_stop(text: str) -> StopMessage | None:
    """Read a message as a stop: `/stop` or `/stop all`, for pages that have no other, phones and
    scripts. With other words behind it, it is a prompt like any other.
    """
    found = _STOP.fullmatch(text)
    return None if found is None else "everywhere" if found[1] else "here"


class StopMessages:
    """Stops what messages ask to stop, once each.

    Args:
        stops: Stops several.
        roster: Which generations there are.
        chats: Who answers in a chat.
    """

    def __init__(self, stops: Stops, roster: Roster, chats: OpenChats) -> None:
        self._stops = stops
        self._roster = roster
        self._chats = chats
        self._done: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)

    def take(self, chat: Chat, message: Message) -> bool:
        """See `Registry.take_stop`."""
        what = read_stop(message.body)
        if what is None or self._is_of_persona(chat, message.sender):
            return False
        one = (chat.get_id(), message.id)
        if one not in self._done:
            self._done.append(one)
            # Whoever writes into a shared document may write in somebody else's name: elsewhere it
            # reaches only what this server's one person has asked for.
            meant = [
                one
                for one in self._roster.all_live()
                if one.is_asked_by(message.sender)
                and (one.writes_to(chat) or (what == "everywhere" and one.asked_by is None))
            ]
            self._stops.all(meant, by=message.sender)
        return True

    def _is_of_persona(self, chat: Chat, sender: str) -> bool:
        opened = self._chats.of_model(chat)
        return opened is not None and any(one.answers_for(sender) for one in opened.backends)
