"""The folder that JupyterLab opens: two chats, and beside them the persona that answers there."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PERSONAS = Path(__file__).resolve().parent / "personas"
PERSONA_FILE = "demo_persona.py"
PERSONA_NAME = "Storyteller"
# As `BasePersona.id` composes it, from the module and the class.
PERSONA_ID = "jupyter-ai-personas::demo_persona::DemoPersona"
CHAT_FILE = "demo.chat"
# As the server extension in `extensions` has them.
BOT_ID = "storyteller-bot"
BOT_NAME = "Keeper"
BOT_CHAT_FILE = "bot.chat"

WELCOME = (
    "Hello! Ask me for something long, for instance *Write a very long story about a lighthouse "
    "keeper*, and press **Stop** while I write. {where_to_look}"
)
BOT_WELCOME = (
    "Hello! I am a bot that knows nothing of jupyter-ai. Here we are two: whatever you ask, the "
    f"{PERSONA_NAME} answers too. Stop both with **Stop**, or one of us in the menu beside it."
)
LOOK_HERE = (
    "Then look at the terminal you started me from: it says after how many tokens the model was "
    "let go. I am a small model on your own machine: quick, tireless and often wrong."
)
LOOK_ON_BINDER = (
    "I am a small model on one slow processor: quick enough to be stopped, and often wrong. No key "
    "is needed, and nothing of what you write leaves this machine of Binder's."
)
LOOK_THERE = "I am {model} at {host}: whether I was let go is in the log over there."


@contextmanager
def empty_folders() -> Iterator[tuple[Path, Path]]:
    """One to work in, and one for the server's configuration, until the context ends."""
    # What ends late may still write there.
    with TemporaryDirectory(prefix="stop-demo-", ignore_cleanup_errors=True) as root:
        folder, config_folder = Path(root, "work"), Path(root, "config")
        folder.mkdir()
        config_folder.mkdir()
        yield folder, config_folder


def write_working_folder(folder: Path, where_to_look: str) -> None:
    """Put the persona and two chats into an empty folder, with a first message of the persona's in
    one and of the bot's in the other.
    """
    personas = folder / ".jupyter" / "personas"
    shutil.copytree(PERSONAS, personas, ignore=shutil.ignore_patterns("__pycache__"))
    welcome = WELCOME.format(where_to_look=where_to_look)
    for name, chat in [
        (CHAT_FILE, _chat(PERSONA_ID, PERSONA_NAME, welcome)),
        (BOT_CHAT_FILE, _chat(BOT_ID, BOT_NAME, BOT_WELCOME)),
    ]:
        (folder / name).write_text(json.dumps(chat, indent=2), encoding="utf-8")


def _chat(username: str, name: str, welcome: str) -> dict[str, object]:
    """A jupyter-chat file, as `WsChatModel.load_from_file` reads it."""
    message = {
        "type": "msg",
        "id": str(uuid.uuid4()),
        "time": time.time(),
        "sender": username,
        "body": welcome,
        "mentions": [],
        "raw_time": False,
    }
    user = {
        "username": username,
        "name": name,
        "display_name": name,
        "bot": True,
    }
    return {
        "messages": [message],
        "users": {username: user},
        "attachments": {},
        "metadata": {"id": uuid.uuid4().hex},
    }
