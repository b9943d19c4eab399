"""panel: an asynchronous generator of the answer so far, in a `ChatInterface`."""

from .peer import Page, Peer

APP = """\
import panel as pn
from openai import AsyncOpenAI

pn.extension()
client = AsyncOpenAI()


async def answer(contents, user, instance):
    stream = await client.chat.completions.create(
        model="scripted",
        messages=[{"role": "user", "content": contents}],
        stream=True,
    )
    text = ""
    async for chunk in stream:
        text += chunk.choices[0].delta.content or ""
        yield text


pn.chat.ChatInterface(callback=answer).servable()
"""

PEER = Peer(
    requirements=["panel==1.9.4", "openai==3.57.0"],
    files={"app.py": APP},
    command=["$python", "-m", "panel", "serve", "app.py", "--port", "$port"],
    page=Page(
        path="/app",
        input="textarea.bk-input",
        stop="button.bk-btn",
        stop_text="Stop",
        reply=".message.markdown",
    ),
)
