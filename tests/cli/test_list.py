"""`jupyter stop-stream list`."""

from __future__ import annotations

import json

from ..fakes.desk import Desk
from ..fakes.patience import within
from .conftest import Run


async def test_answers_that_have_not_ended_are_listed_a_line_each(
    desk: Desk, run: Run, server: list[str]
) -> None:
    mine = desk.ask(desk.writer("a"), asked_by="ada")
    waits = desk.ask(desk.writer("b"), asked_by="grace")
    said = await run("list", *server)
    head, first, second = said.out.splitlines()
    assert (said.code, said.err) == (0, "")
    assert head.split() == ["ID", "STATE", "AGE", "PERSONA", "CHAT", "SERVER"]
    assert first.split()[:2] == [mine.generation_id, "running"]
    assert "chat.chat" in first
    assert second.split()[:2] == [waits.generation_id, "queued"]
    assert "(to somebody else)" in second
    assert "(to somebody else)" not in first


async def test_a_script_reads_the_same_as_json(desk: Desk, run: Run, server: list[str]) -> None:
    generation = desk.ask(desk.writer("a"))
    said = await run("list", "--json", *server)
    expected = {"server": server[1], **generation.record("ada")}
    assert json.loads(said.out) == {"generations": [expected], "failures": [], "missed": []}


async def test_it_is_said_that_there_is_nothing(desk: Desk, run: Run, server: list[str]) -> None:
    assert (await run("list", *server)).out == "Nothing is being answered.\n"
    assert json.loads((await run("list", "--json", *server)).out)["generations"] == []


async def test_a_chats_name_cannot_write_on_the_terminal(
    desk: Desk, run: Run, server: list[str]
) -> None:
    generation = desk.ask(desk.writer("a"))
    generation.persona_name = "Bot\x1b[2J\nAll is well."
    said = await run("list", *server)
    assert "\x1b" not in said.out
    assert len(said.out.splitlines()) == 2
    desk.stop()
    await within(generation.ended.wait())
