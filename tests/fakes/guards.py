"""Who may come in, as a server can be configured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, ClassVar

from jupyter_server.auth import Authorizer, User
from jupyter_server.auth.identity import PasswordIdentityProvider


class RecordingAuthorizer(Authorizer):
    """Notes what it is asked, and refuses the actions in `refused`. With `thinks` it says what was
    so when it was asked, once that is set.
    """

    asked: ClassVar[list[tuple[str, str]]] = []
    refused: ClassVar[set[str]] = set()
    thinks: ClassVar[asyncio.Event | None] = None

    def is_authorized(
        self, handler: Any, user: User, action: str, resource: str
    ) -> bool | Awaitable[bool]:
        self.asked.append((action, resource))
        is_allowed = action not in self.refused
        return is_allowed if self.thinks is None else self._after(self.thinks, is_allowed)

    async def _after(self, thinks: asyncio.Event, is_allowed: bool) -> bool:
        await thinks.wait()
        return is_allowed


class NamingIdentityProvider(PasswordIdentityProvider):
    """Gives whoever is signed in the username that the request's `X-Name` says, else `ada`. Those
    in `turned_out` are nobody any more; with `fails_with` it cannot say who anybody is.
    """

    turned_out: ClassVar[set[str]] = set()
    fails_with: ClassVar[Exception | None] = None

    async def get_user(self, handler: Any) -> User | None:
        if self.fails_with is not None:
            raise self.fails_with
        user = await self._get_user(handler)
        return None if user is not None and user.username in self.turned_out else user

    def generate_anonymous_user(self, handler: Any) -> User:
        username = handler.request.headers.get("X-Name", "ada")
        return User(username, display_name=username.capitalize())
