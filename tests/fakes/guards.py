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
    """Gives whoever is signed in the username that the request's `X-Name` says, else `ada`."""

    def generate_anonymous_user(self, handler: Any) -> User:
        username = handler.request.headers.get("X-Name", "ada")
        return User(username, display_name=username.capitalize())
