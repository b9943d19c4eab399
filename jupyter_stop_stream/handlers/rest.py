"""The same by REST, for scripts and for a browser whose websocket is blocked."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from ..protocol import (
    ErrorCode,
    FrameError,
    Stop,
    StopStreamError,
    decode_rest_chat_stop,
    decode_rest_end,
    decode_rest_stop,
)
from .access import Rights
from .base import RegistryMixin
from .requests import Requests

STATUSES: Final[dict[ErrorCode, int]] = {
    "bad_frame": 400,
    "too_large": 413,
    "unknown_chat": 404,
    "unknown_generation": 404,
    "unknown_execution": 404,
    "not_allowed": 403,
}
"""The HTTP status of each error that a stop may be answered with."""


MAX_WAIT_S: Final = 30.0
"""How long one request may wait for an end, in seconds: proxies give up after a minute or less."""


def refusal(code: ErrorCode, text: str) -> web.HTTPError:
    """What a request is refused with, to be raised."""
    # By the reason a page tells a chat that is not there from a server that is older.
    return web.HTTPError(STATUSES[code], text, reason=code)


class GenerationsHandler(RegistryMixin, APIHandler):
    """`GET api/stop-stream/generations[?chat_id=ID[&chat_path=PATH]]`: the generations that have
    not ended.
    """

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer `{"generations": [...], "is_connected"?: bool, "ended"?: [...]}`, as in the frame
        `generations`; the others where a chat is named.
        """
        chat_id = self.get_query_argument("chat_id", None)
        chat_path = self.get_query_argument("chat_path", None, strip=False)
        rights = Rights(may_read=True, may_stop_others=await self.may_stop_others())
        live = self.registry.live(chat_id, chat_path)
        answer: dict[str, Any] = {"generations": [self.record(one, rights) for one in live]}
        if chat_id is not None:
            self.registry.note_request(live)
            answer["is_connected"] = self.registry.is_answered_in(chat_id, chat_path)
            ended = self.registry.left_in(chat_id, chat_path)
            if ended:
                answer["ended"] = [self.record(one, rights) for one in ended]
        await self.finish(answer)


class GenerationHandler(RegistryMixin, APIHandler):
    """`GET api/stop-stream/generations/ID[?wait_s=SECONDS]`: one generation, also when it has ended
    not long ago.
    """

    @web.authenticated
    @authorized
    async def get(self, generation_id: str) -> None:
        """Answer `{"generation": {...}}`; with `wait_s` when it has ended, or after so long.

        Raises:
            HTTPError: 400, `wait_s` is not a number from 0 to `MAX_WAIT_S`; 404, no such
                generation.
        """
        wait_s = self._wait_s()
        try:
            generation = self.registry.find(generation_id)
        except StopStreamError as error:
            raise refusal(error.code, str(error)) from error
        self.registry.note_request([generation])
        if wait_s:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(generation.ended.wait(), wait_s)
        record = generation.record(self.username, may_stop_others=await self.may_stop_others())
        await self.finish({"generation": record})

    def _wait_s(self) -> float:
        text = self.get_query_argument("wait_s", "0")
        with suppress(ValueError):
            seconds = float(text)
            if 0 <= seconds <= MAX_WAIT_S:
                return seconds
        raise refusal("bad_frame", f"wait_s: must be a number from 0 to {MAX_WAIT_S:.0f}.")


class ChatStopHandler(RegistryMixin, APIHandler):
    """`POST api/stop-stream/stop`: what the frame `stop` asks for, in one round trip."""

    @web.authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]
    async def post(self) -> None:
        """Answer 202 with `{"generation_ids": [...], "generations": [...]}`, what was meant.

        The body is a `stop` frame without its `type`; `request_id` may be left out. Under an id
        that was answered before, whichever way it came, nothing more is done.

        Raises:
            HTTPError: 400, a body that is not in the schema; 413, one that is too long; 404, no
                such chat, or none of the generations named; 403, one of them is somebody else's
                or, where none is named, all of them are. Its reason is the error's code.
        """
        try:
            stop = decode_rest_chat_stop(self.request.body, self.limits.max_frame_bytes)
        except FrameError as error:
            raise refusal(error.code, str(error)) from error
        rights = await self.rights()
        requests = Requests(self.registry, self.answered, self.username, self.display_name)
        reply, _ = requests.act(stop, rights)
        ids = reply["generation_ids"]
        if "error" in reply:
            raise refusal(reply["error"]["code"], reply["error"]["text"])
        if not (ids or stop.generation_ids or stop.prompt_ids):
            self._refuse_what_means_nothing(stop)
        records = [self.record(one, rights) for one in self.registry.known(ids)]
        self.set_status(202)
        await self.finish({"generation_ids": ids, "generations": records})

    def _refuse_what_means_nothing(self, stop: Stop) -> None:
        live = self.registry.live(stop.chat_id, stop.chat_path)
        if live and stop.generation_ids is None:
            raise refusal("not_allowed", "All answers in this chat were asked for by others.")
        if not live and not self.registry.is_answered_in(stop.chat_id, stop.chat_path):
            raise refusal("unknown_chat", "This chat is not open on the server.")


class StopHandler(RegistryMixin, APIHandler):
    """`POST api/stop-stream/generations/ID/stop`: a stop of one generation."""

    @web.authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]
    async def post(self, generation_id: str) -> None:
        """Answer 202 with the generation's record; it may have ended already.

        The body may be empty, or `{"request_id"?: ID, "seen"?: [...]}`, with the rules of the
        `stop` frame. Under an id that has stopped this generation before,
        whichever way it came, nothing more is done.

        Raises:
            HTTPError: 400, a body that is not in the schema; 413, one that is too long; 404, no
                such generation; 403, somebody else's.
        """
        try:
            generation = self.registry.find(generation_id)
            stop = decode_rest_stop(
                self.request.body,
                generation.chat_id,
                generation_id,
                self.limits.max_frame_bytes,
            )
            rights = await self.rights()
            handled = self.answered.find(self.username, stop.request_id)
            if generation_id not in handled.generation_ids:
                meant = self.registry.stop(
                    stop.chat_id,
                    stop.generation_ids,
                    by=self.username,
                    by_name=self.display_name,
                    may_stop_others=rights.may_stop_others,
                    seen=stop.seen,
                    leaves_executions=stop.leaves_executions,
                    but_not=handled.generation_ids,
                    limit=stop.limit,
                )
                handled.add(meant)
        except StopStreamError as error:
            raise refusal(error.code, str(error)) from error
        self.set_status(202)
        await self.finish({"generation": self.record(generation, rights)})


class EndHandler(RegistryMixin, APIHandler):
    """`POST api/stop-stream/executions/ID/end`: the end of one execution of a generation."""

    @web.authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]
    async def post(self, execution_id: str) -> None:
        """Answer 202 with the record of the generation that has asked for the execution.

        The body is `{"by": "stop" | "interrupt" | "restart", "request_id"?: ID}`, with the rules of
        the `end` frame. Under an id that was answered before, whichever way it came, nothing more
        is done.

        Raises:
            HTTPError: 400, a body that is not in the schema; 413, one that is too long; 404, no
                such execution, or it is over; 403, somebody else's.
        """
        try:
            generation = self.registry.whose_execution(execution_id)
            end = decode_rest_end(
                self.request.body, generation.chat_id, execution_id, self.limits.max_frame_bytes
            )
        except StopStreamError as error:
            raise refusal(error.code, str(error)) from error
        rights = await self.rights()
        requests = Requests(self.registry, self.answered, self.username, self.display_name)
        reply, _ = requests.act(end, rights)
        if "error" in reply:
            raise refusal(reply["error"]["code"], reply["error"]["text"])
        self.set_status(202)
        await self.finish({"generation": self.record(generation, rights)})
