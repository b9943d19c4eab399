"""What a stopped answer has changed in notebooks, for a page that is to take it back."""

from __future__ import annotations

from typing import Final

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from ..protocol import NotAllowed, StopStreamError
from .base import RegistryMixin
from .rest import refusal

CONTENTS_RESOURCE: Final = "contents"
"""What jupyter_server asks an authorizer about, with `read`, before it hands out a notebook."""


class EditsHandler(RegistryMixin, APIHandler):
    """`GET api/stop-stream/generations/ID/edits`: the cells that a generation has changed."""

    @web.authenticated
    @authorized
    async def get(self, generation_id: str) -> None:
        """Answer `{"edits": [...]}`, each a `CellEdit`; none of an answer that was not stopped.

        Raises:
            HTTPError: 404, no such generation; 403, the person may not read notebooks. Its reason
                is the error's code.
        """
        try:
            generation = self.registry.find(generation_id)
            if not await self.is_allowed("read", CONTENTS_RESOURCE):
                raise NotAllowed("You may not read notebooks here.")
        except StopStreamError as error:
            raise refusal(error.code, str(error)) from error
        await self.finish({"edits": generation.touches.edits.told()})
