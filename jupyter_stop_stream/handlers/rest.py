"""The same by REST, for scripts and for a browser whose websocket is blocked."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from ..protocol import NotAllowed, UnknownGeneration
from .base import RegistryMixin


class GenerationsHandler(RegistryMixin, APIHandler):
    """`GET api/stop-stream/generations[?chat_id=ID]`: the generations that have not ended."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer `{"generations": [...]}`, records as in the schema."""
        live = self.registry.live(self.get_query_argument("chat_id", None))
        await self.finish({"generations": [one.record(self.username) for one in live]})


class StopHandler(RegistryMixin, APIHandler):
    """`POST api/stop-stream/generations/ID/stop`: a stop of one generation."""

    @web.authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]
    async def post(self, generation_id: str) -> None:
        """Answer 202 with the generation's record; it may have ended already.

        Raises:
            HTTPError: 404, no such generation; 403, somebody else's.
        """
        try:
            generation = self.registry.find(generation_id)
            self.registry.stop(
                generation.chat_id,
                [generation_id],
                by=self.username,
                may_stop_others=await self.may_stop_others(),
            )
        except UnknownGeneration as error:
            raise web.HTTPError(404, str(error)) from error
        except NotAllowed as error:
            raise web.HTTPError(403, str(error)) from error
        self.set_status(202)
        await self.finish({"generation": generation.record(self.username)})
