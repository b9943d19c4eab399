"""A function that answers, as a bot's author writes it."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyterlab_chat.models import Message, NewMessage


class Teller:
    """Says its chunks, then waits until it is let go on, then says the rest."""

    def __init__(self, *chunks: str, rest: tuple[str, ...] = ()) -> None:
        self._chunks = chunks
        self._rest = rest
        self.asked: list[str] = []
        self.waits = asyncio.Event()
        self.go_on = asyncio.Event()
        self.is_closed = False

    async def __call__(self, chat: Any, prompt: Message) -> None:
        self.asked.append(prompt.body)
        reply_id = None
        for chunk in self._chunks:
            reply_id = say(chat, chunk, reply_id)
        self.waits.set()
        try:
            await self.go_on.wait()
        finally:
            self.is_closed = True
        for chunk in self._rest:
            reply_id = say(chat, chunk, reply_id)


def say(chat: Any, chunk: str, reply_id: str | None = None) -> str:
    """The next chunk of a bot's reply; its id."""
    if reply_id is None:
        return str(chat.add_message(NewMessage(body=chunk, sender="bot")))
    chat.update_message(Message(id=reply_id, body=chunk, time=0, sender="bot"), append=True)
    return reply_id
