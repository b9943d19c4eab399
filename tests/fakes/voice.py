"""How a persona writes to a chat."""

from __future__ import annotations

import time
from typing import Any

from jupyterlab_chat.models import Message, NewMessage

from jupyter_stop_stream.generations import Chat


class Voice:
    """Writes as one persona, the way `BasePersona.stream_message` does."""

    def __init__(self, chat: Chat, persona_id: str) -> None:
        self._chat = chat
        self.persona_id = persona_id

    def begin(self, body: str = "") -> str:
        """A new reply; its id."""
        return self._chat.add_message(NewMessage(body=body, sender=self.persona_id))

    def append(self, reply_id: str, chunk: str) -> None:
        """One more chunk."""
        self._chat.update_message(self._update(reply_id, chunk), append=True, trigger_actions=[])

    def put(self, reply_id: str, body: str, **fields: Any) -> None:
        """A whole new body, and other fields of the message."""
        self._chat.update_message(self._update(reply_id, body, **fields), trigger_actions=[])

    def say(self, *chunks: str) -> str:
        """A new reply, chunk by chunk; its id."""
        reply_id = self.begin()
        for chunk in chunks:
            self.append(reply_id, chunk)
        return reply_id

    def _update(self, reply_id: str, body: str, **fields: Any) -> Message:
        return Message(
            id=reply_id,
            body=body,
            time=time.time(),
            sender=self.persona_id,
            raw_time=False,
            **fields,
        )
