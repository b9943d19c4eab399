"""The Python that pages show does what they say, as it stands there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ..fakes.bot_server import BotServer
from ..fakes.documented import Block, blocks
from .scenes import ELSEWHERE, SCENES, scene_of
from .stage import Stage

PLAYED = [block for block in blocks() if block.language == "python" and scene_of(block)]


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[BotServer]:
    running = BotServer(tmp_path / "chats")
    yield running
    await running.registry.shutdown()


@pytest.mark.asyncio
@pytest.mark.parametrize("block", PLAYED, ids=str)
async def test_a_block_does_what_its_page_says(
    block: Block, server: BotServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    server.root.mkdir()
    monkeypatch.syspath_prepend(folder)
    scene = scene_of(block)
    assert scene is not None
    await scene(Stage(block.code, server, folder, monkeypatch))


@pytest.mark.parametrize("shown", [*SCENES, *ELSEWHERE], ids=" ".join)
def test_what_a_scene_is_for_is_shown_in_one_block(shown: tuple[str, str]) -> None:
    page, saying = shown
    python = (block for block in blocks() if block.language == "python")
    assert len([one for one in python if one.page == page and saying in one.code]) == 1
