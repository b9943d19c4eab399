"""The working folder, read by those who will read it."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path

import pytest
from jupyter_ai_persona_manager.persona_manager import (  # type: ignore[import-untyped]
    load_from_dir,
)
from jupyterlab_chat.models import NewMessage
from jupyterlab_chat.websocket_model import WsChatModel

from ..configuration import BOT_EXTENSION, EXTENSIONS
from ..working_folder import (
    BOT_CHAT_FILE,
    BOT_ID,
    BOT_NAME,
    CHAT_FILE,
    PERSONA_ID,
    PERSONA_NAME,
    write_working_folder,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_working_folder(tmp_path, "Look at the terminal.")
    return tmp_path


@pytest.fixture
def chat(folder: Path) -> WsChatModel:
    model = WsChatModel(CHAT_FILE, folder)
    model.load_from_file()
    return model


def test_the_chat_opens_with_a_word_of_welcome_from_the_persona(chat: WsChatModel) -> None:
    (welcome,) = chat.get_messages()
    assert welcome.sender == PERSONA_ID
    assert "Stop" in welcome.body
    assert chat.get_users()[PERSONA_ID].display_name == PERSONA_NAME


def test_the_bot_that_is_loaded_is_the_one_of_the_second_chat(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(EXTENSIONS)
    extension = import_module(BOT_EXTENSION)
    assert extension._jupyter_server_extension_points() == [{"module": BOT_EXTENSION}]
    assert (extension.BOT.username, extension.BOT.name) == (BOT_ID, BOT_NAME)
    chat = WsChatModel(extension.CHAT_FILE, folder)
    chat.load_from_file()
    (welcome,) = chat.get_messages()
    assert (extension.CHAT_FILE, welcome.sender) == (BOT_CHAT_FILE, BOT_ID)
    assert chat.get_users()[BOT_ID].display_name == BOT_NAME


def load_persona(folder: Path) -> type:
    (loaded,) = load_from_dir(str(folder / ".jupyter" / "personas"), logging.getLogger())
    assert loaded["traceback"] is None
    persona_class: type = loaded["persona_class"]
    return persona_class


def test_jupyter_ai_loads_the_persona_under_the_id_that_is_preselected(
    folder: Path, chat: WsChatModel
) -> None:
    persona = load_persona(folder)(chat=chat)
    assert persona.id == PERSONA_ID
    assert persona.name == PERSONA_NAME
    assert Path(persona.defaults.avatar_path).is_file()


def test_the_model_is_sent_what_was_said_up_to_the_question(
    folder: Path, chat: WsChatModel
) -> None:
    persona = load_persona(folder)(chat=chat)
    asked = chat.add_message(NewMessage(body="How high is it?", sender="me"))
    chat.add_message(NewMessage(body="And how old?", sender="me"))
    system, *history = persona._history(chat.get_message(asked))
    assert system["role"] == "system"
    assert history == [{"role": "user", "content": "How high is it?"}]


def test_the_model_is_sent_no_more_of_a_long_chat_than_it_can_hold(
    folder: Path, chat: WsChatModel
) -> None:
    persona = load_persona(folder)(chat=chat)
    for _ in range(5):
        chat.add_message(NewMessage(body="q" * 2000, sender="me"))
        chat.add_message(NewMessage(body="a" * 2000, sender=PERSONA_ID))
    asked = chat.add_message(NewMessage(body="Why?", sender="me"))
    _, first, *_, last = persona._history(chat.get_message(asked))
    assert first["role"] == "user"
    assert last == {"role": "user", "content": "Why?"}
    assert sum(len(sent["content"]) for sent in persona._history(chat.get_message(asked))) < 6200
