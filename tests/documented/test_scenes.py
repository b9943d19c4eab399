"""The Python that pages show does what they say, as it stands there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ..fakes.bot_server import BotServer
from ..fakes.documented import ROOT
from .scenes import ELSEWHERE, SCENES, Shown, block_of
from .stage import Stage


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[BotServer]:
    running = BotServer(tmp_path / "chats")
    yield running
    await running.registry.shutdown()


@pytest.mark.asyncio
@pytest.mark.parametrize("shown", SCENES, ids=" ".join)
async def test_a_block_does_what_its_page_says(
    shown: Shown, server: BotServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    server.root.mkdir()
    monkeypatch.syspath_prepend(folder)
    await SCENES[shown](Stage(block_of(shown).code, server, folder, monkeypatch))


@pytest.mark.parametrize("shown", ELSEWHERE, ids=" ".join)
def test_a_block_that_is_run_elsewhere_is_taken_from_its_page(shown: Shown) -> None:
    page, saying = shown
    test = (ROOT / ELSEWHERE[shown]).read_text(encoding="utf-8")
    assert block_of(shown)
    assert f'code_in("{page.removeprefix("docs/")}", "{saying}")' in test
