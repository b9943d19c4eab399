"""A persona as jupyter-ai's documentation has it, on any OpenAI-compatible endpoint.

It does nothing about being stopped.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from jupyter_ai_persona_manager import (  # type: ignore[import-untyped]
    BasePersona,
    PersonaDefaults,
)
from jupyterlab_chat.models import Message
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam

HISTORY_CHARACTERS = 6000


class DemoPersona(BasePersona):  # type: ignore[misc]
    """Answers with the model that OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL name."""

    @property
    def defaults(self) -> PersonaDefaults:
        """What the chat shows of this persona."""
        return PersonaDefaults(
            name="Storyteller",
            description="Answers at length, so that there is something to stop.",
            avatar_path=str(Path(__file__).parent / "lighthouse.svg"),
            system_prompt="You are a helpful assistant. You answer at length, in many paragraphs.",
        )

    async def process_message(self, message: Message) -> None:
        """Stream the model's answer into the chat."""
        await self.stream_message(self._answer(message))

    async def _answer(self, message: Message) -> AsyncIterator[str]:
        async with AsyncOpenAI() as client:
            stream = await client.chat.completions.create(
                model=os.environ["OPENAI_MODEL"],
                max_tokens=int(os.environ.get("OPENAI_MAX_TOKENS", "1500")),
                messages=self._history(message),
                stream=True,
            )
            async for chunk in stream:
                if chunk.choices and (delta := chunk.choices[0].delta.content):
                    yield delta

    def _history(self, message: Message) -> list[ChatCompletionMessageParam]:
        """The system prompt and the chat up to `message`, as much of its end as there is room for.

        It begins with a person's words: some chat templates refuse anything else.
        """
        history: list[ChatCompletionMessageParam] = []
        room = HISTORY_CHARACTERS
        said_so_far = self.chat.get_messages()
        while said_so_far and said_so_far[-1].id != message.id:
            said_so_far.pop()
        for said in reversed(said_so_far):
            body = said.body[-room:]
            room -= len(body)
            if said.sender == self.id:
                history.insert(0, {"role": "assistant", "content": body})
            else:
                history.insert(0, {"role": "user", "content": body})
            if room == 0:
                break
        while history and history[0]["role"] == "assistant":
            history.pop(0)
        return [{"role": "system", "content": self.defaults.system_prompt}, *history]
