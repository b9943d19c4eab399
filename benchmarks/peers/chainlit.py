"""chainlit: a function that streams the answer's tokens into a message."""

from .peer import Page, Peer

APP = """\
import chainlit as cl
from openai import AsyncOpenAI

client = AsyncOpenAI()


@cl.on_message
async def answer(message: cl.Message):
    reply = cl.Message(content="")
    stream = await client.chat.completions.create(
        model="scripted", messages=cl.chat_context.to_openai(), stream=True
    )
    async for chunk in stream:
        await reply.stream_token(chunk.choices[0].delta.content or "")
    await reply.update()
"""

PEER = Peer(
    requirements=["chainlit==2.12.0", "openai==3.57.0"],
    files={"app.py": APP},
    command=["$python", "-m", "chainlit", "run", "app.py", "--headless", "--port", "$port"],
    page=Page(
        input="#chat-input",
        stop="#stop-button",
        reply=".ai-message .message-content",
    ),
)
