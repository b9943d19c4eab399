"""The same by REST, for scripts and for a browser whose websocket is blocked."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from ..protocol import FrameError, NotAllowed, UnknownGeneration, decode_rest_stop
from .base import RegistryMixin


class GenerationsHandler(RegistryMixin, APIHandler):
    """`GET api/stop-stream/generations[?chat_id=ID]`: the generations that have not ended."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer `{"generations": [...]}`, records as in the schema."""
        live = self.registry.live(self.get_query_argument("chat_id", None))
        may_stop_others = await self.may_stop_others()
        records = [one.record(self.username, may_stop_others=may_stop_others) for one in live]
        await self.finish({"generations": records})


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
            may_stop_others = await self.may_stop_others()
            handled = self.answered.find(self.username, stop.request_id)
            if generation_id not in handled.generation_ids:
                meant = self.registry.stop(
                    stop.chat_id,
                    stop.generation_ids,
                    by=self.username,
                    by_name=self.display_name,
                    may_stop_others=may_stop_others,
                    seen=stop.seen,
                )
                handled.generation_ids += [one.generation_id for one in meant]
        except FrameError as error:
            status = 413 if error.code == "too_large" else 400
            raise web.HTTPError(status, str(error)) from error
        except UnknownGeneration as error:
            raise web.HTTPError(404, str(error)) from error
        except NotAllowed as error:
            raise web.HTTPError(403, str(error)) from error
        self.set_status(202)
        record = generation.record(self.username, may_stop_others=may_stop_others)
        await self.finish({"generation": record})
