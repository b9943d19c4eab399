"""A persona for Gemini CLI, of which jupyter-ai has none."""

from __future__ import annotations

from typing import Any

from jupyter_ai_acp_client.base_acp_persona import BaseAcpPersona
from jupyter_ai_persona_manager import PersonaDefaults


class GeminiAcpPersona(BaseAcpPersona):
    """As their authors write them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, executable=["gemini", "--acp"], **kwargs)

    @property
    def defaults(self) -> PersonaDefaults:
        return PersonaDefaults(
            name="Gemini",
            description="Gemini CLI as an ACP agent persona.",
            avatar_path="",
            system_prompt="",
        )
