"""A server extension whose bot answers in one chat without jupyter-ai, on any OpenAI-compatible
endpoint. What makes it stoppable are the import, the decorator and `answer.start`.
"""

import asyncio
import os
from types import SimpleNamespace

from jupyterlab_chat.models import ChatMessageAction, Message, NewMessage, User
from openai import AsyncOpenAI

try:
    from jupyter_stop_stream import stoppable
except ImportError:

    def stoppable(settings, id, name):  # type: ignore[no-untyped-def]
        """Nothing can be stopped."""

        def decorate(answer):  # type: ignore[no-untyped-def]
            return SimpleNamespace(start=lambda *asked: asyncio.create_task(answer(*asked)))

        return decorate


BOT = User(username="storyteller-bot", name="Keeper", display_name="Keeper", bot=True)
CHAT_FILE = "bot.chat"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "storyteller_bot"}]


def _load_jupyter_server_extension(serverapp) -> None:  # type: ignore[no-untyped-def]
    settings = serverapp.web_app.settings
    chats = settings["chat_manager"]

    @stoppable(settings, id=BOT.username, name=BOT.name)
    async def answer(chat, prompt) -> None:  # type: ignore[no-untyped-def]
        """Stream the model's answer to the prompt alone into the chat."""
        async with AsyncOpenAI() as client:
            stream = await client.chat.completions.create(
                model=os.environ["OPENAI_MODEL"],
                max_tokens=int(os.environ.get("OPENAI_MAX_TOKENS", "1500")),
                messages=[{"role": "user", "content": prompt.body}],
                stream=True,
            )
            reply_id = None
            async for chunk in stream:
                text = chunk.choices[0].delta.content if chunk.choices else None
                if text and reply_id is None:
                    reply_id = chat.add_message(NewMessage(body=text, sender=BOT.username))
                elif text:
                    more = Message(id=reply_id, body=text, time=prompt.time, sender=BOT.username)
                    chat.update_message(more, append=True)

    async def on_chat(logger, schema_id, data) -> None:  # type: ignore[no-untyped-def]
        chat = chats.get(data["chat_id"])
        if data["action"] != "opened" or data["path"] != CHAT_FILE or chat is None:
            return

        def on_message(event) -> None:  # type: ignore[no-untyped-def]
            if event.action == ChatMessageAction.CLIENT_MSG_RECEIVED:
                answer.start(chat, event.message)

        chat.observe_messages(on_message)

    chats.observe_chats(on_chat)
