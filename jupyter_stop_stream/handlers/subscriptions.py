"""The chats that one connection follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..generations import Generation, Registry
from ..protocol import (
    PROTOCOL_VERSION,
    GenerationRecord,
    GenerationsFrame,
    ServerFrame,
    Subscribe,
    Unsubscribe,
)

Key = tuple[str, str | None]
"""A chat's id and path: two files of one id, as a copy has, are followed apart."""


class Subscriptions:
    """Tells a connection of its chats.

    Args:
        registry: Where they are followed.
        send: Takes each frame.
        record: What the connection's person is told of a generation.
        most: How many chats may be followed.
    """

    def __init__(
        self,
        registry: Registry,
        send: Callable[[ServerFrame], None],
        record: Callable[[Generation], GenerationRecord],
        *,
        most: int,
    ) -> None:
        self._registry = registry
        self._send = send
        self._record = record
        self._most = most
        self._followed: dict[Key, Callable[[], None]] = {}

    def add(self, frame: Subscribe) -> None:
        """Tell what goes on in a chat, now and whenever that changes. Past the limit, say so."""
        key = (frame.chat_id, frame.chat_path)
        if key not in self._followed:
            if len(self._followed) >= self._most:
                text = f"No more than {self._most} chats can be followed."
                self._send({"type": "error", "code": "not_allowed", "text": text})
                return
            self._followed[key] = self._registry.observe(
                self.tell, *key, on_connected=partial(self._tell_all, key)
            )
        self._tell_all(key)

    def remove(self, frame: Unsubscribe) -> None:
        """Tell nothing more of a chat. One that is not followed is fine."""
        unobserve = self._followed.pop((frame.chat_id, frame.chat_path), None)
        if unobserve is not None:
            unobserve()

    def clear(self) -> bool:
        """Follow none any more; return whether there were any. Calling it twice is fine."""
        followed = list(self._followed.values())
        self._followed.clear()
        for unobserve in followed:
            unobserve()
        return bool(followed)

    def follows(self, generation: Generation) -> bool:
        """Whether the chat of a generation is one of them."""
        return any(
            chat_id == generation.chat_id and self._registry.is_meant(generation, chat_path)
            for chat_id, chat_path in self._followed
        )

    def tell(self, generation: Generation) -> None:
        """Tell of one generation as it is now."""
        self._send({"type": "generation", "generation": self._record(generation)})

    def _tell_all(self, key: Key) -> None:
        chat_id, chat_path = key
        frame: GenerationsFrame = {
            "type": "generations",
            "protocol_version": PROTOCOL_VERSION,
            "chat_id": chat_id,
            "is_connected": self._registry.is_answered_in(chat_id, chat_path),
            "generations": [self._record(one) for one in self._registry.live(chat_id, chat_path)],
        }
        ended = [self._record(one) for one in self._registry.left_in(chat_id, chat_path)]
        if ended:
            frame["ended"] = ended
        if chat_path is not None:
            frame["chat_path"] = chat_path
        self._send(frame)
