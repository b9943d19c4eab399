"""Builds the wheel as a release does, and looks at it as a new user meets it.

Both halves must be enabled by `pip install` alone, Stop must work there in a real browser, the
wheel must hold nothing else than the package, the page's script must be small, and the build must
leave yarn.lock as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import chromium
from page_weight import TooHeavyError, weigh

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "yarn.lock"
LABEXTENSION = ROOT / "jupyter_stop_stream" / "labextension"
SHARED = "share/jupyter/labextensions/jupyter-stop-stream"


def main() -> None:
    with TemporaryDirectory(prefix="stop-stream-wheel-") as directory:
        scratch = Path(directory)
        wheel = _build(scratch / "dist")
        _look_into(wheel)
        environment = _environment(scratch)
        _install(wheel, scratch / "venv", environment)
        _stop(scratch / "venv", environment)
    print("The wheel installs, both of its halves are enabled, and Stop works.")


def _build(target: Path) -> Path:
    _say("Building the sdist, and the wheel from it")
    lock = LOCK.read_bytes()
    # The build would take an existing one as it is.
    shutil.rmtree(LABEXTENSION, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(target), str(ROOT)], check=True)
    _expect(LOCK.read_bytes() == lock, "the build changed yarn.lock")
    (wheel,) = target.glob("*.whl")
    return wheel


def _look_into(wheel: Path) -> None:
    _say(f"Looking into {wheel.name}")
    archive = ZipFile(wheel)
    names = archive.namelist()
    stray = [name for name in names if not re.match(r"jupyter_stop_stream(-[^/]+)?/", name)]
    _expect(not stray, f"the wheel holds more than the package: {stray[:5]}")
    for wanted in (
        "jupyter_stop_stream/protocol/openapi.yaml",
        "jupyter_stop_stream/protocol/v1.schema.json",
        "jupyter_stop_stream/telemetry/generation.v1.yaml",
        f"{SHARED}/package.json",
        f"{SHARED}/install.json",
        f"{SHARED}/static/style.js",
        "etc/jupyter/jupyter_server_config.d/jupyter_stop_stream.json",
    ):
        held = any(name == wanted or name.endswith(f".data/data/{wanted}") for name in names)
        _expect(held, f"the wheel lacks {wanted}")
    scripts = [name for name in names if f"{SHARED}/static/" in name and name.endswith(".js")]
    weigh({Path(name).name: archive.read(name) for name in scripts})


def _install(wheel: Path, target: Path, environment: dict[str, str]) -> None:
    _say("Installing it into an empty environment")
    venv.create(target, with_pip=True)
    python = str(target / "bin" / "python")
    jupyterlab = f"jupyterlab=={version('jupyterlab')}"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", str(wheel), jupyterlab],
        check=True,
        cwd=target,
        env=environment,
    )
    server = _list([python, "-m", "jupyter", "server", "extension", "list"], target, environment)
    _expect(
        re.search(r"jupyter_stop_stream\s+enabled", server) is not None
        and re.search(r"jupyter_stop_stream \S+ OK", server) is not None,
        "the server extension is not enabled and OK",
    )
    lab = _list([python, "-m", "jupyter", "labextension", "list"], target, environment)
    _expect(
        re.search(r"jupyter-stop-stream \S+ enabled\s+OK", lab) is not None,
        "the labextension is not enabled and OK",
    )
    command = _list([python, "-m", "jupyter", "stop-stream", "--help"], target, environment)
    _expect("usage: jupyter stop-stream" in command, "the command is not there")


def _stop(target: Path, environment: dict[str, str]) -> None:
    _say("Stopping an answer there, in a real browser")
    python = str(target / "bin" / "python")
    personas = [f"{name}=={version(name)}" for name in ("jupyter-ai", "openai")]
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *personas],
        check=True,
        cwd=target,
        env=environment,
    )
    # The browser's runner is the one of this checkout; all that it starts is the new environment.
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    runner = {"PATH": path, "CHROMIUM_PATH": str(chromium.find()), "LAB_PYTHON": python, "CI": "1"}
    subprocess.run(
        ["jlpm", "playwright", "test", "stop-midway", "loading", "--reporter=list"],
        check=True,
        cwd=ROOT / "ui-tests",
        env=environment | runner,
    )


def _list(command: list[str], directory: Path, environment: dict[str, str]) -> str:
    """What a listing says, on either stream, without its colours."""
    ran = subprocess.run(
        command,
        check=False,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout)
    print(said, flush=True)
    _expect(ran.returncode == 0, f"{' '.join(command[2:])} failed")
    return said


def _environment(scratch: Path) -> dict[str, str]:
    """Ours, without what would let the new environment see this one or a user's settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("JUPYTER") and name not in {"PYTHONPATH", "VIRTUAL_ENV"}
    }
    bin_directory = scratch / "venv" / "bin"
    return kept | {
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "PATH": f"{bin_directory}{os.pathsep}{os.environ['PATH']}",
    }


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        sys.exit(f"Failed: {otherwise}.")


def _say(line: str) -> None:
    print(f"--> {line}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError, TooHeavyError) as error:
        sys.exit(f"Failed: {error}")
