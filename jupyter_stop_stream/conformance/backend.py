"""What an author gives to the suite."""

from __future__ import annotations

from typing import Protocol

from jupyterlab_chat.models import Message


class BackendUnderTest(Protocol):
    """An adapter that is attached, in one chat that is open."""

    @property
    def persona_id(self) -> str:
        """Who answers there: the username that it writes under."""

    async def ask(self, message: Message) -> None:
        """Hand over a message that a person has written in the chat, as its arrival would.

        It need not wait for the answer.
        """

    async def close(self) -> None:
        """Do what the adapter is told by when the chat is closed. Calling it twice is fine."""
