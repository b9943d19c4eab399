"""The folder that JupyterLab opens: a chat, and beside it the persona that answers in it."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from pathlib import Path

PERSONAS = Path(__file__).resolve().parent / "personas"
PERSONA_FILE = "demo_persona.py"
PERSONA_NAME = "Storyteller"
# As `BasePersona.id` composes it, from the module and the class.
PERSONA_ID = "jupyter-ai-personas::demo_persona::DemoPersona"
CHAT_FILE = "demo.chat"

WELCOME = (
    "Hello! Ask me for something long, for instance *Write a very long story about a lighthouse "
    "keeper*, and press **Stop** while I write. {where_to_look}"
)
LOOK_HERE = (
    "Then look at the terminal you started me from: it says after how many tokens the model was "
    "let go. I am a small model on your own machine: quick, tireless and often wrong."
)
LOOK_THERE = "I am {model} at {host}: whether I was let go is in the log over there."


def write_working_folder(folder: Path, where_to_look: str) -> None:
    """Put the persona and a chat with a first message of its own into an empty folder."""
    personas = folder / ".jupyter" / "personas"
    shutil.copytree(PERSONAS, personas, ignore=shutil.ignore_patterns("__pycache__"))
    chat = _chat(WELCOME.format(where_to_look=where_to_look))
    (folder / CHAT_FILE).write_text(json.dumps(chat, indent=2), encoding="utf-8")


def _chat(welcome: str) -> dict[str, object]:
    """A jupyter-chat file, as `WsChatModel.load_from_file` reads it."""
    message = {
        "type": "msg",
        "id": str(uuid.uuid4()),
        "time": time.time(),
        "sender": PERSONA_ID,
        "body": welcome,
        "mentions": [],
        "raw_time": False,
    }
    user = {
        "username": PERSONA_ID,
        "name": PERSONA_NAME,
        "display_name": PERSONA_NAME,
        "bot": True,
    }
    return {
        "messages": [message],
        "users": {PERSONA_ID: user},
        "attachments": {},
        "metadata": {"id": uuid.uuid4().hex},
    }
