"""gradio: a function that yields the answer so far, in a `ChatInterface`."""

from .peer import Page, Peer

APP = """\
import gradio as gr
from openai import OpenAI

client = OpenAI()


def answer(message, history):
    stream = client.chat.completions.create(
        model="scripted",
        messages=[*history, {"role": "user", "content": message}],
        stream=True,
    )
    text = ""
    for chunk in stream:
        text += chunk.choices[0].delta.content or ""
        yield text


gr.ChatInterface(answer).launch()
"""

PEER = Peer(
    requirements=["gradio==6.31.0", "openai==3.57.0"],
    files={"app.py": APP},
    command=["$python", "app.py"],
    environment={"GRADIO_SERVER_PORT": "$port", "GRADIO_ANALYTICS_ENABLED": "False"},
    page=Page(
        input="[data-testid=textbox]",
        stop="[data-testid=stop-button]",
        reply="[data-testid=bot] .message-content",
    ),
)
