"""Who may come in, as a server can be configured."""

from __future__ import annotations

from typing import Any, ClassVar

from jupyter_server.auth import Authorizer, User
from jupyter_server.auth.identity import PasswordIdentityProvider


class RecordingAuthorizer(Authorizer):
    """Notes what it is asked, and refuses the actions in `refused`."""

    asked: ClassVar[list[tuple[str, str]]] = []
    refused: ClassVar[set[str]] = set()

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        self.asked.append((action, resource))
        return action not in self.refused


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
