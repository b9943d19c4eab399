"""`jupyter stop-stream stop`."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import pytest

from ..fakes.desk import Desk
from ..fakes.patience import within
from .conftest import Run


@pytest.mark.parametrize("by", ["id", "path", "chat id", "all"])
async def test_an_answer_is_stopped_and_its_end_is_waited_for(
    desk: Desk, run: Run, server: list[str], by: str
) -> None:
    writer = desk.writer("seen")
    generation = desk.ask(writer, asked_by="ada")
    await within(writer.waits.wait())
    what = {
        "id": generation.generation_id,
        "path": f"/{generation.chat_path()}",
        "chat id": desk.chat_id,
        "all": "--all",
    }[by]
    said = await run("stop", what, *server)
    assert said.code == 0
    assert said.out == (
        "Persona in chat.chat was stopped: all that is known to be its own has ended.\n"
    )
    assert (generation.outcome, generation.stopped_by) == ("interrupted", "ada")
    assert writer.over.is_set()
    assert desk.shown() == ["Why?", "seen"]


async def test_all_are_stopped_before_any_end_is_waited_for(
    desk: Desk, run: Run, server: list[str]
) -> None:
    personas = ("persona", "other", "third")
    stopped = [asyncio.Event() for _ in personas]

    def waits_for_the_others(mine: asyncio.Event) -> object:
        async def work() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                mine.set()
                await within(asyncio.gather(*(one.wait() for one in stopped)))

        return work

    for persona, mine in zip(personas, stopped, strict=True):
        desk.ask(waits_for_the_others(mine), persona_id=persona)  # type: ignore[arg-type]
    said = await run("stop", "--all", *server)
    assert (said.code, len(said.out.splitlines())) == (0, 3)


async def test_what_could_not_be_cancelled_is_not_called_stopped(
    desk: Desk, run: Run, server: list[str], traits: dict[str, float]
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def swallow() -> None:
        begun.set()
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    generation = desk.ask(swallow)
    await within(begun.wait())
    said = await run("stop", generation.generation_id, "--json", *server)
    (told,) = json.loads(said.out)["generations"]
    assert said.code == 1
    assert (told["state"], told["receipt"], told["left"]) == ("ended", "detached", ["task"])
    may_end.set()


@pytest.fixture
def traits(request: pytest.FixtureRequest) -> dict[str, float]:
    is_short = "could_not_be" in request.node.name
    return {"patience_s": 0.05, "grace_period_s": 0.05} if is_short else {"patience_s": 30.0}


@pytest.mark.parametrize("wait_s", ["0", "0.2"])
async def test_nobody_who_waits_too_short_is_told_that_it_ended(
    desk: Desk, run: Run, server: list[str], wait_s: str
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def clean_up() -> None:
        begun.set()
        # However often it is cancelled until then.
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    generation = desk.ask(clean_up)
    await within(begun.wait())
    said = await run("stop", "--all", "--wait", wait_s, *server)
    assert said.code == 1
    assert "was asked to stop, and its end has not been seen yet" in said.out
    assert generation.state == "stopping"
    may_end.set()
    await within(generation.ended.wait())


async def test_somebody_elses_is_left_alone_and_refused_where_it_is_named(
    desk: Desk, run: Run, server: list[str]
) -> None:
    theirs = desk.ask(desk.writer("a"), asked_by="grace")
    for what in ("--all", desk.chat_id):
        said = await run("stop", what, *server)
        assert said.code == 1
        assert "Nothing of yours is being answered" in said.out + said.err
    said = await run("stop", theirs.generation_id, *server)
    assert said.code == 3
    assert "somebody else" in said.err
    assert theirs.state == "running"


async def test_a_name_that_means_nothing_is_said_beside_what_was_stopped(
    desk: Desk, run: Run, server: list[str]
) -> None:
    generation = desk.ask(desk.writer("a"))
    said = await run("stop", desk.chat_id, "elsewhere.chat", *server)
    assert said.code == 1
    assert said.err == "Nothing of yours is being answered as elsewhere.chat.\n"
    assert generation.outcome == "interrupted"


async def test_an_answer_that_ended_by_itself_meanwhile_was_not_stopped(
    desk: Desk, run: Run, server: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_stop_stream.cli.client import Client

    writer = desk.writer("whole")
    generation = desk.ask(writer)
    await within(writer.waits.wait())
    loop, stop = asyncio.get_running_loop(), Client.stop

    def late_stop(client: Client, generation_id: str) -> object:
        loop.call_soon_threadsafe(writer.go_on.set)
        asyncio.run_coroutine_threadsafe(within(generation.ended.wait()), loop).result()
        return stop(client, generation_id)

    monkeypatch.setattr(Client, "stop", late_stop)
    said = await run("stop", "--all", *server)
    assert (said.code, generation.outcome) == (0, "complete")
    assert said.out.endswith("had ended by itself.\n")
