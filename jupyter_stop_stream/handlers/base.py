"""What the websocket and the REST handlers have in common."""

from __future__ import annotations

import asyncio
from typing import Any, Final, cast

from jupyter_core.utils import ensure_async

from ..generations import Generation, Registry
from ..protocol import GenerationRecord
from .access import Rights
from .answered import Answered
from .limits import Limits

AUTH_RESOURCE: Final = "stop_stream"
"""What an authorizer is asked about: `read` to be told of generations, `execute` for the websocket
and for a stop, `write` to stop what somebody else asked for."""

KERNELS_RESOURCE: Final = "kernels"
"""What jupyter_server asks an authorizer about, with `write`, before it restarts a kernel."""

REGISTRY_KEY: Final = "stop_stream_registry"
ANSWERED_KEY: Final = "stop_stream_answered"
MAY_STOP_OTHERS_KEY: Final = "stop_stream_may_stop_others"
LIMITS_KEY: Final = "stop_stream_limits"


class RegistryMixin:
    """For a `JupyterHandler`: the registry, and who asks."""

    auth_resource = AUTH_RESOURCE

    settings: dict[str, Any]
    current_user: Any
    authorizer: Any

    @property
    def registry(self) -> Registry:
        """The registry of this server."""
        return cast(Registry, self.settings[REGISTRY_KEY])

    @property
    def answered(self) -> Answered:
        """What this server has answered."""
        return cast(Answered, self.settings[ANSWERED_KEY])

    @property
    def limits(self) -> Limits:
        """How much one connection may ask."""
        return cast(Limits, self.settings[LIMITS_KEY])

    @property
    def username(self) -> str:
        """Who asks, by the server's identity provider; no field of a frame can change it."""
        return cast(str, self.current_user.username)

    @property
    def display_name(self) -> str | None:
        """What the person is called, where the identity provider says."""
        return cast("str | None", self.current_user.display_name or self.current_user.name)

    async def is_allowed(self, action: str, resource: str = AUTH_RESOURCE) -> bool:
        """Whether the authorizer lets this person do `action` with `resource`."""
        return bool(
            await ensure_async(
                self.authorizer.is_authorized(self, self.current_user, action, resource)
            )
        )

    async def rights(self) -> Rights:
        """What this person may do here, as the authorizer says now."""
        if not await self.is_allowed("execute"):
            return Rights()
        may_read, may_stop_others, may_restart_kernels = await asyncio.gather(
            self.is_allowed("read"),
            self.may_stop_others(),
            self.is_allowed("write", KERNELS_RESOURCE),
        )
        return Rights(
            may_use=True,
            may_read=may_read,
            may_stop_others=may_stop_others,
            may_restart_kernels=may_restart_kernels,
        )

    async def may_stop_others(self) -> bool:
        """Whether this person may stop, by naming it, what somebody else asked for."""
        return bool(self.settings[MAY_STOP_OTHERS_KEY]) and await self.is_allowed("write")

    def record(self, generation: Generation, rights: Rights) -> GenerationRecord:
        """What this person is told of a generation. Where its chat is, is for who may read."""
        record = generation.record(self.username, may_stop_others=rights.may_stop_others)
        if not rights.may_read:
            record["chat_path"] = None
        return record
