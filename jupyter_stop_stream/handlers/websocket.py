"""`api/stop-stream/ws`: one websocket per page, for all of its chats."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..generations import Generation
from ..protocol import (
    ClientFrame,
    End,
    ErrorFrame,
    FrameError,
    Move,
    ReplyFrame,
    ServerFrame,
    Stop,
    Subscribe,
    Unsubscribe,
    decode,
)
from .access import Access, Rights, user_of
from .base import RegistryMixin
from .inbox import Inbox
from .limits import Rate
from .outbox import Outbox
from .requests import RequestFrame, Requests
from .subscriptions import Subscriptions

VIOLATES_A_POLICY = 1008
"""RFC 6455's code for it."""

READS_TOO_SLOWLY = 1013
"""IANA's registry of close codes: try again later. The far end is told the whole truth then."""

BYTES_A_TURN = 2048
"""How much of one connection's frames, in bytes, is acted on before everybody has their turn."""


class StopStreamWebSocket(RegistryMixin, WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Takes client frames and tells of the generations of the chats subscribed to."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """Called by Tornado for each connection."""
        super().initialize(*args, **kwargs)
        self._is_refused = False
        self._is_closed = False
        self._bytes_in_turn = 0
        self._rate = Rate(self.limits.max_frames_per_s, time.monotonic())
        self._outbox = Outbox(
            self._write,
            max_unsent_bytes=self.limits.max_unsent_bytes,
            on_full=lambda: self._refuse(READS_TOO_SLOWLY, "This page reads too slowly."),
        )
        self._subscriptions = Subscriptions(
            self.registry,
            self._send,
            lambda generation: self.record(generation, self._access.rights),
            most=self.limits.max_subscriptions,
        )

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Upgrade the connection of who is signed in and allowed to.

        Raises:
            HTTPError: 403, not signed in, not allowed, or from another origin.
        """
        rights = await self.rights()
        if not rights.may_use:
            raise web.HTTPError(403)
        self._access = Access(self._ask_again, self._apply, self.log, rights)
        await super().get(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Called by Tornado once the connection stands."""
        super().open(*args, **kwargs)
        # A frame that follows another would wait, up to 40 ms, for the page to acknowledge that.
        self.set_nodelay(True)
        self._access.start()
        self._requests = Requests(self.registry, self.answered, self.username, self.display_name)
        self._inbox = Inbox(self._waits, _overtakes, self._access.renew, self._act)

    def on_close(self) -> None:
        """Called by Tornado when the connection is gone. That is not a stop."""
        self._is_closed = True
        self._access.stop()
        self._subscriptions.clear()
        self._outbox.close()

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Called by Tornado with each text; what is wrong with it is answered, never raised.

        Returns:
            What Tornado awaits before it gives the next text; `None` where it goes on at once, so
            that stops that came together are handled in one turn of the event loop.
        """
        if self._is_refused:
            return None
        if self._rate.is_exceeded(time.monotonic()):
            self._refuse(VIOLATES_A_POLICY, "This page sends too many frames.")
            return None
        with self._failures_told():
            frame = decode(message, self.limits.max_frame_bytes)
            before_next = self._inbox.put(frame)
            if before_next is not None or self._may_go_on(len(message)):
                return before_next
        return asyncio.sleep(0)

    @contextmanager
    def _failures_told(self) -> Iterator[None]:
        try:
            yield
        except FrameError as error:
            self.log.debug("Refused a frame: %s", error)
            refusal: ErrorFrame = {"type": "error", "code": error.code, "text": str(error)}
            if error.request_id is not None:
                refusal["request_id"] = error.request_id
            self._send(refusal)
        except Exception:
            self.log.exception("A frame could not be handled.")
            self._send({"type": "error", "code": "internal", "text": "The server failed."})

    def _may_go_on(self, length: int) -> bool:
        """Whether the next text may be handled in this turn of the event loop too."""
        self._bytes_in_turn += length
        if self._bytes_in_turn < BYTES_A_TURN:
            return True
        self._bytes_in_turn = 0
        return False

    def _waits(self, frame: ClientFrame) -> bool:
        if isinstance(frame, End) and frame.by == "restart":
            return True
        if isinstance(frame, (Stop, End, Move)):
            # Who stops or moves what they asked for themselves waits for no identity provider.
            return self._requests.means_others(frame)
        return not isinstance(frame, Unsubscribe)

    def _act(self, frame: ClientFrame, rights: Rights | None) -> None:
        if self._is_refused or (rights is not None and not rights.may_use):
            return
        with self._failures_told():
            if isinstance(frame, Unsubscribe):
                self._subscriptions.remove(frame)
            elif isinstance(frame, Subscribe):
                self._follow(frame, may_read=rights is not None and rights.may_read)
            else:
                self._do(frame, rights or Rights())

    def _follow(self, frame: Subscribe, *, may_read: bool) -> None:
        if not may_read:
            self._say_not_allowed("You may not be told what is going on in chats.")
        elif not self._is_closed:
            self._subscriptions.add(frame)

    def _do(self, frame: RequestFrame, rights: Rights) -> None:
        reply, meant = self._requests.act(frame, rights)
        if isinstance(frame, Stop):
            self.registry.after_stops(partial(self._answer, reply, meant))
        else:
            self._answer(reply, meant)

    def _answer(self, reply: ReplyFrame, meant: Iterable[Generation]) -> None:
        with self._failures_told():
            self._send(reply)
            for generation in meant:
                if not generation.is_live and self._subscriptions.follows(generation):
                    # It had ended before the stop came: whoever asked is told how.
                    self._subscriptions.tell(generation)

    async def _ask_again(self) -> Rights:
        user = await user_of(self.application, self.request)
        if user is None:
            return Rights()
        if user.username == self.username:
            # By whom an authorizer may see more than a name.
            self.current_user = user
        return await self.rights()

    def _apply(self, rights: Rights) -> None:
        """Take from the page what it may have no more."""
        if not rights.may_use:
            self._refuse(VIOLATES_A_POLICY, "This person may not use this server any more.")
        elif not rights.may_read and self._subscriptions.clear():
            self._say_not_allowed("You may no longer be told what is going on in chats.")

    def _say_not_allowed(self, text: str) -> None:
        self._send({"type": "error", "code": "not_allowed", "text": text})

    def _send(self, frame: ServerFrame) -> None:
        try:
            self._outbox.push(frame)
        except WebSocketClosedError:
            self._outbox.close()
            self.log.debug("The websocket closed before a frame was sent.")

    def _write(self, text: str) -> asyncio.Future[None]:
        return cast("asyncio.Future[None]", cast(Any, self).write_message(text))

    def _refuse(self, code: int, reason: str) -> None:
        self.log.warning("Closed the websocket of %s: %s", self.username, reason)
        self._is_refused = True
        self._subscriptions.clear()
        self._outbox.close()
        self.close(code, reason)


def _overtakes(frame: ClientFrame, waiting: Iterable[ClientFrame]) -> bool:
    """Whether it is a stop that waits for nobody, and nothing that it may mean waits."""
    return isinstance(frame, Stop) and all(
        isinstance(one, (Subscribe, Unsubscribe)) for one in waiting
    )
