"""What a language pack made of the catalogue does to the settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jupyterlab_server.translation_utils import translator

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "jupyter_stop_stream"
LOCALE = "de_DE"


@pytest.fixture
def language_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a language pack that puts every string of the catalogue into quotation marks."""
    package = tmp_path / f"jupyterlab_language_pack_{LOCALE}"
    messages = package / "locale" / LOCALE / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (package / "__init__.py").touch()
    with (ROOT / DOMAIN / "locale" / f"{DOMAIN}.pot").open("rb") as template:
        catalogue = read_po(template, locale=LOCALE)
    for message in catalogue:
        if message.id:
            forms = [f"«{text}»" for text in (message.id if message.pluralizable else [message.id])]
            message.string = tuple(forms) if message.pluralizable else forms[0]
    with (messages / f"{DOMAIN}.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    monkeypatch.syspath_prepend(tmp_path)
    translator.set_locale(LOCALE)
    yield
    translator.set_locale("en")


@pytest.mark.usefixtures("language_pack")
def test_the_settings_are_shown_in_the_language_of_the_page() -> None:
    schema = json.loads((ROOT / "schema" / "settings.json").read_text())
    translated = translator.translate_schema(schema)
    for shown in (translated, *translated["properties"].values()):
        assert shown["title"].startswith("«")
        assert shown["description"].startswith("«")
