"""A persona whose agent is a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from jupyter_ai_acp_client.base_acp_persona import BaseAcpPersona
from jupyter_ai_persona_manager import PersonaDefaults

ROOT = Path(__file__).parents[2]


class Remote(BaseAcpPersona):
    """Speaks to `tests.agents.scripted_agent`, one process for all chats."""

    may_start: ClassVar[asyncio.Event | None] = None
    """What the process's start waits for, if anything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        executable = [sys.executable, "-m", "tests.agents.scripted_agent"]
        super().__init__(*args, executable=executable, **kwargs)

    @property
    def defaults(self) -> PersonaDefaults:
        return PersonaDefaults(
            name="Remote",
            description="Does what its prompts say.",
            avatar_path="",
            system_prompt="",
        )

    async def before_agent_subprocess(self) -> None:
        if self.may_start is not None:
            await self.may_start.wait()

    async def _init_agent_subprocess(self, env: dict[str, str] | None = None) -> Any:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return await super()._init_agent_subprocess({**os.environ, "PYTHONPATH": path})

    async def tell(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the agent about what it did, when it has started; see `ScriptedAgent`."""
        await self._ensure_prepared()
        connection = await (await self.get_client()).get_connection()
        answer: dict[str, Any] = await connection.ext_method(method, params)
        return answer

    async def until(self, event: str, count: int = 1, **where: Any) -> list[dict[str, Any]]:
        """The agent's events of one kind, when there are so many."""
        answer = await self.tell("until", event=event, count=count, **where)
        events: list[dict[str, Any]] = answer["events"]
        return events
