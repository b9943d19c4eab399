"""A chat with the persona of a real agent, and the model that the agent asks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol import Seen

from ..fakes.lobby import Lobby
from ..fakes.patience import within
from ..model_server.process import ModelServer
from .agent import Agent

Record = dict[str, Any]
ToolCall = dict[str, Any]

PATIENCE_S = 30.0
"""How long an agent may take to begin with an answer, on a machine with other things to do."""


class AgentLobby(Lobby):
    """A chat with one persona."""

    def persona(self, name: str = "") -> Any:
        (only,) = self.manager.personas.values()
        return only


class Host:
    """Asks an agent, stops it, and looks at what the model saw.

    Args:
        agent: Who answers.
        lobby: Where it is asked.
        model: The model, which nobody else uses meanwhile.
        chat_file: Where the chat is saved.
    """

    def __init__(self, agent: Agent, lobby: AgentLobby, model: ModelServer, chat_file: Path):
        self.agent = agent
        self.lobby = lobby
        self._model = model
        self._chat_file = chat_file
        self._label = ""
        self._shown: dict[str, str] = {}
        self.is_spoilt = False
        """Whether a test in it went wrong, so that others need a chat of their own."""

    def ask(self, script: str) -> Generation:
        """The generation that a prompt with this script begins."""
        self._label = uuid4().hex
        return self.lobby.ask(f"Play {script} label={self._label}", to="")

    async def answer(self, script: str) -> str:
        """What a prompt is answered with that nobody stops, its words with a space between."""
        generation = self.ask(script)
        await within(generation.ended.wait(), PATIENCE_S)
        assert generation.outcome == "complete"
        bodies = [self.lobby.message(one).body for one in generation.reply_ids]
        return " ".join(" ".join(bodies).split())

    async def stop(self, generation: Generation) -> None:
        """Stop it as a page does that shows all of it, and return when it has ended."""
        self._shown = self._replies(generation)
        seen: dict[str, Seen] = {one: Seen(len(body)) for one, body in self._shown.items()}
        chat_id = self.lobby.chat.get_id()
        self.lobby.registry.stop(chat_id, [generation.generation_id], by="ada", seen=seen)
        await within(generation.ended.wait(), PATIENCE_S)
        assert generation.outcome == "interrupted"

    def is_frozen(self, generation: Generation) -> bool:
        """Whether its replies are what they were at the stop, here and in the file, where they
        are marked as stopped."""
        saved = {one["id"]: one for one in json.loads(self._chat_file.read_text())["messages"]}
        marked = [saved[one] for one in self._shown] or [saved[generation.prompt_id]]
        return (
            self._replies(generation) == self._shown
            and all(saved[one]["body"] == body for one, body in self._shown.items())
            and all(one["metadata"]["stop_stream"]["status"] == "interrupted" for one in marked)
        )

    async def request(self, is_so: Callable[[Record], bool], seconds: float = PATIENCE_S) -> Record:
        """The model's last request for the last prompt, once something is so of it.

        Raises:
            TimeoutError: It is not so in time.
        """

        async def look() -> Record:
            while True:
                records = await asyncio.to_thread(self._model.requests)
                asked = [record for record in records if record["label"] == self._label]
                if asked and is_so(asked[-1]):
                    return asked[-1]

        return await within(look(), seconds)

    async def let_go(self, seconds: float) -> Record | None:
        """The model's last request for the last prompt, when the agent has let it go; `None` where
        the model came to its end, or the agent keeps it."""
        try:
            record = await self.request(lambda one: one["ended_at"] is not None, seconds)
        except TimeoutError:
            return None
        return record if record["let_go_at"] is not None else None

    async def question(self, generation: Generation) -> ToolCall:
        """The tool call for which the agent asks for permission, once it does."""
        return await self._tool_call(
            generation, lambda call: call.get("permission_status") == "pending"
        )

    async def allow(self, call: ToolCall) -> None:
        """Answer an agent's question as a person does who presses its button."""
        client = await self.lobby.persona().get_client()
        (option,) = [one for one in call["permission_options"] if one["kind"] == "allow_once"]
        assert client.resolve_permission(
            call["session_id"], call["tool_call_id"], option["option_id"]
        )

    def tool_calls(self, generation: Generation) -> list[ToolCall]:
        """What the chat shows of its tool calls."""
        return [
            call
            for reply_id in generation.reply_ids
            for call in (self.lobby.message(reply_id).metadata or {}).get("tool_calls", [])
        ]

    async def written(self, generation: Generation) -> None:
        """Return when something of it can be read."""
        await self._until(lambda: self._replies(generation))

    async def _tool_call(
        self, generation: Generation, is_so: Callable[[ToolCall], bool]
    ) -> ToolCall:
        found = await self._until(lambda: [*filter(is_so, self.tool_calls(generation))])
        call: ToolCall = found[0]
        return call

    async def _until(self, look: Callable[[], Any]) -> Any:
        """What `look` gives, once a write to the chat has made it something."""
        written = asyncio.Event()
        self.lobby.chat.on_write = lambda write: written.set()

        async def wait() -> Any:
            while not (found := look()):
                written.clear()
                await written.wait()
            return found

        return await within(wait(), PATIENCE_S)

    def _replies(self, generation: Generation) -> dict[str, str]:
        """The replies of which anything is to be read."""
        bodies = {one: self.lobby.message(one).body for one in generation.reply_ids}
        return {one: body for one, body in bodies.items() if body}
