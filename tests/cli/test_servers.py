"""Which servers the command asks, and as whom."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jupyter_core.paths import jupyter_runtime_dir
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.cli.servers import Server, found, named

from ..fakes.desk import Desk
from ..fakes.guards import RecordingAuthorizer
from .conftest import Run, token_of

OWN, MINE = "own-token", "my-token"


@pytest.fixture
def runtime(jp_environ: Any) -> Path:
    directory = Path(jupyter_runtime_dir())
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def note(runtime: Path, name: str, **said: Any) -> Path:
    file = runtime / f"jpserver-{name}.json"
    file.write_text(json.dumps(said))
    return file


def test_those_that_run_are_found_with_their_tokens(runtime: Path) -> None:
    note(runtime, "1", pid=os.getpid(), url="http://localhost:1/", token=OWN)
    note(runtime, "2", pid=os.getpid(), url="http://localhost:2/a", token="")
    note(runtime, "3", pid=2**22 + 1, url="http://localhost:3/", token=OWN)
    note(runtime, "4", pid=os.getpid(), url="http+unix://%2Ftmp%2Fs", token=OWN)
    os.utime(note(runtime, "5", pid=os.getpid(), url="http://localhost:5/"), (1, 1))
    (runtime / "jpserver-6.json").write_text("{")
    (runtime / "jpserver-7.json").write_text("[]")
    assert found(MINE) == [
        Server("http://localhost:1/", OWN),
        Server("http://localhost:2/a/", MINE),
    ]


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://hub.example.org/user/ada", Server("https://hub.example.org/user/ada/")),
        ("http://localhost:8888/lab?token=abc", Server("http://localhost:8888/", "abc")),
        ("http://localhost:8888/a/tree?token=abc", Server("http://localhost:8888/a/", "abc")),
        ("https://hub.example.org/user/lab/", Server("https://hub.example.org/user/lab/")),
    ],
)
def test_an_address_is_taken_as_a_server_prints_it(url: str, server: Server) -> None:
    assert named(url, "") == server


def test_a_server_that_is_named_and_runs_here_needs_no_token(runtime: Path) -> None:
    note(runtime, "1", pid=os.getpid(), url="http://localhost:1/a/", token=OWN)
    assert named("http://localhost:1/a", "").token == OWN
    assert named("http://localhost:1/a", MINE).token == MINE
    assert not named("http://localhost:2/a", "").token
    assert OWN not in repr(named("http://localhost:1/a", ""))


async def test_without_an_address_the_servers_of_this_machine_are_asked(
    served: ServerApp, desk: Desk, run: Run
) -> None:
    generation = desk.ask(desk.writer("a"))
    assert generation.generation_id in (await run("list")).out
    assert (await run("stop", "--all")).code == 0
    assert generation.outcome == "interrupted"


async def test_one_of_them_without_the_extension_is_passed_over(
    served: ServerApp, runtime: Path, desk: Desk, run: Run
) -> None:
    desk.ask(desk.writer("a"))
    beside = f"{served.connection_url}files/"
    note(runtime, "other", pid=os.getpid(), url=beside, token=token_of(served))
    assert ((said := await run("list")).code, said.err) == (0, "")
    served.remove_server_info_file()
    said = await run("list")
    assert (said.code, said.out) == (4, "")
    assert said.err == f"{beside}: There is no jupyter-stop-stream.\n"


async def test_it_is_said_that_none_runs(runtime: Path, run: Run) -> None:
    said = await run("list")
    assert (said.code, said.out) == (4, "")
    assert "No Jupyter server of yours runs on this machine" in said.err


async def test_the_token_may_stand_in_the_environment(
    served: ServerApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = served.connection_url
    served.remove_server_info_file()
    for token, code in (("", 3), ("wrong", 3), (token_of(served), 0)):
        monkeypatch.setenv("JUPYTER_TOKEN", token)
        said = await run("list", "--url", url)
        assert said.code == code
        assert not code or said.err.startswith(f"{url}: Refused: ")


async def test_who_may_not_read_is_refused(
    authorizer: type[RecordingAuthorizer], server: list[str], run: Run
) -> None:
    authorizer.refused.add("read")
    assert (await run("list", *server)).code == 3
    assert ("read", "stop_stream") in authorizer.asked


@pytest.mark.parametrize("jp_argv", [["--IdentityProvider.token="]])
async def test_a_server_without_any_sign_in_is_stopped_on_too(
    served: ServerApp, desk: Desk, run: Run
) -> None:
    generation = desk.ask(desk.writer("a"))
    said = await run("stop", "--all", "--url", served.connection_url)
    assert (said.code, said.err) == (0, "")
    assert generation.outcome == "interrupted"
