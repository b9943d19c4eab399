"""What the person of a connection may do, also when it has been open for days."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from logging import Logger, LoggerAdapter
from typing import Any, Final

from jupyter_core.utils import ensure_async
from jupyter_server.auth import User
from jupyter_server.base.handlers import JupyterHandler
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import PeriodicCallback
from tornado.web import Application, HTTPError

INTERVAL_S: Final = 10.0
"""How often an open connection is asked about, in seconds. No identity provider tells that it has
changed its mind; what asking costs is in the documentation for administrators."""


@dataclass(frozen=True)
class Rights:
    """What the server's authorizer lets a person do with answers. Without anything said, nothing.

    Without `may_use` there is none of the others.
    """

    may_use: bool = False
    """Have the websocket, and stop what they asked for."""
    may_read: bool = False
    """Be told what is going on, and in which file."""
    may_stop_others: bool = False
    may_restart_kernels: bool = False
    """By JupyterLab's own way to do that, and so by ours: others may use that kernel."""


async def user_of(application: Application, request: HTTPServerRequest) -> User | None:
    """Who a request is from, by what the identity provider says now; `None` is nobody.

    Raises:
        HTTPError: as the identity provider's; from 500 on it could not say.
    """
    # What an identity provider found it may keep on the handler, so that another one has to ask.
    handler = JupyterHandler(application, request)
    return await ensure_async(handler.identity_provider.get_user(handler))


class Access:
    """Keeps the rights of one connection as they are.

    Args:
        ask: Asks the server for them.
        on_renewed: Called with them each time they have been asked for, until `stop`.
        log: Is told once when they cannot be asked for.
        rights: What they were when the connection was opened.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[Rights]],
        on_renewed: Callable[[Rights], None],
        log: Logger | LoggerAdapter[Any],
        rights: Rights,
    ) -> None:
        self.rights = rights
        self._ask = ask
        self._on_renewed = on_renewed
        self._log = log
        self._is_unknown = False
        self._asking = asyncio.Lock()
        self._timer = PeriodicCallback(self.renew, INTERVAL_S * 1000)

    def start(self) -> None:
        """Renew them from now on, every `INTERVAL_S`. Needs a running event loop."""
        self._timer.start()

    def stop(self) -> None:
        """Renew them no more. Calling it twice is fine."""
        self._timer.stop()

    async def renew(self) -> Rights:
        """Ask for them now. Where nobody can say, for a hub that is down, they stay as they are."""
        async with self._asking:
            try:
                self.rights = await self._ask()
            except Exception as error:  # noqa: BLE001  an identity provider is anybody's code
                if isinstance(error, HTTPError) and error.status_code < 500:
                    self.rights = Rights()
                else:
                    self._say_unknown(error)
                    return self.rights
            self._is_unknown = False
        if self._timer.is_running():
            self._on_renewed(self.rights)
        return self.rights

    def _say_unknown(self, error: Exception) -> None:
        if not self._is_unknown:
            self._log.warning("Whether an open websocket still may be there is unknown: %s", error)
        self._is_unknown = True
