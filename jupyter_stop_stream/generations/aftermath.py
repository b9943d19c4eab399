"""What an adapter puts right after a stop, before its persona answers again."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from functools import partial
from typing import Final

from .backend import AfterStop, Chat
from .generation import Generation

LIMIT_S: Final = 2.0
"""How long it may take, and the persona's next prompt wait for it, in seconds."""


class Aftermath:
    """Runs the `Request.after_stop` of stopped generations.

    Args:
        log: Told what failed or took too long, by generation id. Neither hinders anybody.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    def begin(self, chat: Chat, generation: Generation) -> None:
        """Called when a generation ends by a stop and its replies are as they stay."""
        request = generation.request
        if request is None or request.after_stop is None:
            return
        replies = [chat.get_message(reply_id) for reply_id in generation.reply_ids]
        seen = tuple(reply.body for reply in replies if reply is not None and not reply.deleted)
        key = (generation.chat_id, generation.persona_id)
        work = self._run(generation.generation_id, request.after_stop, seen, self._tasks.get(key))
        # In an empty context: nothing of it may be taken for the generation's own doing.
        task = contextvars.Context().run(asyncio.ensure_future, work)
        self._tasks[key] = task
        task.add_done_callback(partial(self._forget, key))

    async def over(self, chat_id: str, persona_id: str) -> None:
        """Return when nothing of it goes on for this persona in this chat."""
        task = self._tasks.get((chat_id, persona_id))
        if task is not None:
            # Whoever stops waiting does not end it.
            await asyncio.wait({task})

    async def all_over(self) -> None:
        """Return when nothing of it goes on."""
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()))

    async def _run(
        self,
        generation_id: str,
        after_stop: AfterStop,
        seen: tuple[str, ...],
        earlier: asyncio.Task[None] | None,
    ) -> None:
        if earlier is not None:
            await asyncio.wait({earlier})

        async def put_right() -> None:
            try:
                await after_stop(seen)
            except Exception:  # noqa: BLE001  an adapter's failure must not keep prompts waiting
                self._log.exception("Generation %s: what follows its stop failed.", generation_id)

        task = asyncio.ensure_future(put_right())
        await asyncio.wait({task}, timeout=LIMIT_S)
        if not task.done():
            task.cancel()
            self._log.warning(
                "Generation %s: what follows its stop took more than %s s and was given up.",
                generation_id,
                LIMIT_S,
            )

    def _forget(self, key: tuple[str, str], task: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]
