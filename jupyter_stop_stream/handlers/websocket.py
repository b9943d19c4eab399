"""`api/stop-stream/ws`: one websocket per page, for all of its chats."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..generations import Generation
from ..protocol import (
    PROTOCOL_VERSION,
    ClientFrame,
    ErrorFrame,
    FrameError,
    GenerationRecord,
    Regenerate,
    Reload,
    ReplyFrame,
    ServerFrame,
    Stop,
    StopStreamError,
    Subscribe,
    decode,
)
from .base import RegistryMixin
from .limits import Rate
from .outbox import Outbox

TOO_MANY_FRAMES = 1008
"""RFC 6455: the far end violates a policy."""

READS_TOO_SLOWLY = 1013
"""IANA's registry of close codes: try again later. The far end is told the whole truth then."""


class StopStreamWebSocket(RegistryMixin, WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Takes client frames and tells of the generations of the chats subscribed to."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """Called by Tornado for each connection."""
        super().initialize(*args, **kwargs)
        self._followed: dict[str, Callable[[], None]] = {}
        self._is_refused = False
        self._may_stop_others = False
        self._rate = Rate(self.limits.max_frames_per_s, time.monotonic())
        self._outbox = Outbox(
            self._write,
            max_unsent_bytes=self.limits.max_unsent_bytes,
            on_full=lambda: self._refuse(READS_TOO_SLOWLY, "This page reads too slowly."),
        )

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Upgrade the connection of who is signed in and allowed to.

        Raises:
            HTTPError: 403, not signed in, not allowed, or from another origin.
        """
        if not await self.is_allowed("execute"):
            raise web.HTTPError(403)
        # Told to the page. A stop asks again.
        self._may_stop_others = await self.may_stop_others()
        await super().get(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Called by Tornado once the connection stands."""
        super().open(*args, **kwargs)
        # A frame that follows another would wait, up to 40 ms, for the page to acknowledge that.
        self.set_nodelay(True)

    def on_close(self) -> None:
        """Called by Tornado when the connection is gone. That is not a stop."""
        self._follow_none()
        self._outbox.close()

    async def on_message(self, message: str | bytes) -> None:
        """Called by Tornado with each text; what is wrong with it is answered, never raised."""
        if self._is_refused:
            return
        if self._rate.is_exceeded(time.monotonic()):
            self._refuse(TOO_MANY_FRAMES, "This page sends too many frames.")
            return
        try:
            await self._handle(decode(message, self.limits.max_frame_bytes))
        except FrameError as error:
            self.log.debug("Refused a frame: %s", error)
            refusal: ErrorFrame = {"type": "error", "code": error.code, "text": str(error)}
            if error.request_id is not None:
                refusal["request_id"] = error.request_id
            self._send(refusal)
        except Exception:
            self.log.exception("A frame could not be handled.")
            self._send({"type": "error", "code": "internal", "text": "The server failed."})

    async def _handle(self, frame: ClientFrame) -> None:
        if isinstance(frame, Stop):
            await self._stop(frame)
        elif isinstance(frame, Reload):
            may_stop_others = await self.may_stop_others()
            self._answer(
                frame,
                lambda _: self.registry.reload(
                    frame.chat_id,
                    by=self.username,
                    by_name=self.display_name,
                    may_stop_others=may_stop_others,
                ),
            )
        elif isinstance(frame, Regenerate):
            self._answer(frame, lambda _: self.registry.regenerate(frame.chat_id, frame.prompt_id))
        elif isinstance(frame, Subscribe):
            self._subscribe(frame)
        else:
            unobserve = self._followed.pop(frame.chat_id, None)
            if unobserve is not None:
                unobserve()

    def _subscribe(self, frame: Subscribe) -> None:
        most = self.limits.max_subscriptions
        if frame.chat_id not in self._followed:
            if len(self._followed) >= most:
                text = f"No more than {most} chats can be followed."
                self._send({"type": "error", "code": "not_allowed", "text": text})
                return
            self._followed[frame.chat_id] = self.registry.observe(self._on_changed, frame.chat_id)
        live = self.registry.live(frame.chat_id)
        self._send(
            {
                "type": "generations",
                "protocol_version": PROTOCOL_VERSION,
                "chat_id": frame.chat_id,
                "generations": [self._record(one) for one in live],
            }
        )

    async def _stop(self, frame: Stop) -> None:
        # Asked for only where a stop may mean others: an authorizer may take its time.
        may_stop_others = frame.generation_ids is not None and await self.may_stop_others()
        meant = self._answer(
            frame,
            lambda stopped: self.registry.stop(
                frame.chat_id,
                self._not_yet(stopped, frame),
                by=self.username,
                by_name=self.display_name,
                may_stop_others=may_stop_others,
                seen=frame.seen,
            ),
        )
        for generation in meant:
            if not generation.is_live and generation.chat_id in self._followed:
                # It had ended before the stop came: whoever asked is told how.
                self._on_changed(generation)

    def _not_yet(self, stopped: Sequence[str], frame: Stop) -> tuple[str, ...] | None:
        # A page that had no connection may have gone by REST: stopping twice would be forcing.
        ids = frame.generation_ids
        if stopped and ids is None:
            live = self.registry.live(frame.chat_id)
            ids = tuple(one.generation_id for one in live if one.is_asked_by(self.username))
        return None if ids is None else tuple(one for one in ids if one not in stopped)

    def _answer(
        self,
        frame: Stop | Regenerate | Reload,
        act: Callable[[Sequence[str]], list[Generation]],
    ) -> list[Generation]:
        """Act on a request, told what it has acted on already, unless it was answered before."""
        handled = self.answered.find(self.username, frame.request_id)
        if handled.reply is not None:
            self._send(handled.reply)
            return []
        reply: ReplyFrame = {
            "type": "reply",
            "request_id": frame.request_id,
            "status": "accepted",
            "generation_ids": [],
        }
        meant: list[Generation] = []
        try:
            meant = act(handled.generation_ids)
            handled.generation_ids += [one.generation_id for one in meant]
            reply["generation_ids"] = list(handled.generation_ids)
        except StopStreamError as error:
            reply["status"] = "refused"
            reply["error"] = {"code": error.code, "text": str(error)}
        handled.reply = reply
        self._send(reply)
        return meant

    def _on_changed(self, generation: Generation) -> None:
        self._send({"type": "generation", "generation": self._record(generation)})

    def _record(self, generation: Generation) -> GenerationRecord:
        return generation.record(self.username, may_stop_others=self._may_stop_others)

    def _follow_none(self) -> None:
        for unobserve in self._followed.values():
            unobserve()
        self._followed.clear()

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
        self._follow_none()
        self._outbox.close()
        self.close(code, reason)
