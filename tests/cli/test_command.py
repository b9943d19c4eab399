"""The command line itself."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_stop_stream.cli import main
from jupyter_stop_stream.cli.client import Client


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["resume"],
        ["stop"],
        ["stop", "--all", "notes.chat"],
        ["stop", "--all", "--wait", "-1"],
        ["stop", "--all", "--wait", "nan"],
        ["list", "--url", "ftp://127.0.0.1/"],
        ["list", "--url", "127.0.0.1:8888"],
        ["list", "--url", "http://[::1"],
    ],
)
def test_a_command_line_that_is_wrong_is_said_and_asks_nobody(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: jupyter stop-stream" in capsys.readouterr().err


def test_jupyter_finds_the_command(tmp_path: Path) -> None:
    console_script = tmp_path / "jupyter-stop-stream"
    console_script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom jupyter_stop_stream.cli import main\n"
        "sys.exit(main())\n"
    )
    console_script.chmod(console_script.stat().st_mode | stat.S_IXUSR)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "stop-stream", "list", "--url", "http://127.0.0.1:9/"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.startswith("http://127.0.0.1:9/: No answer")


def test_nothing_is_said_of_an_answer_where_nobody_could_ask(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for what in ("notes.chat", "--all"):
        assert main(["stop", what, "--url", "http://127.0.0.1:9/"]) == 4
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1


def test_who_gives_up_waiting_is_told_nothing_that_is_not_known(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(client: Client) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "answers", give_up)
    assert main(["stop", "--all", "--url", "http://127.0.0.1:9/"]) == 130
    assert capsys.readouterr() == ("", "")
