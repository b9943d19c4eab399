"""Builds a release, looks into it, and installs its wheel into two empty environments.

One has the newest versions of what it asks for, put there by pip; the other the oldest, put there
by uv. In both, both halves of the extension must be enabled, a server must load its half, and the
command be there; in the first an answer is stopped in a real browser.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import chromium
import distributions
import oldest
from install import install
from page_weight import TooHeavyError, scripts_of, weigh
from pinned_environment import make_empty, python_of
from release import ROOT, ReleaseError, built

QUESTIONS = {
    "server extension list": (
        r"jupyter_stop_stream\s+enabled",
        r"jupyter_stop_stream \d\S* OK",
    ),
    "labextension list": (r"jupyter-stop-stream \S+ enabled\s+OK",),
    "stop-stream --help": (r"usage: jupyter stop-stream",),
}
"""What `jupyter` is asked, and what it must say."""

LOADS = """
from jupyter_server.serverapp import ServerApp
server = ServerApp(allow_root=True, open_browser=False, reraise_server_extension_failures=True)
server.initialize(argv=[], new_httpserver=False)
"""
"""Loads all extensions as a server does, and fails where one of them does not load."""

LOADED = "jupyter_stop_stream | extension was successfully loaded"


def main() -> None:
    """Raises ReleaseError or CalledProcessError for the first thing that is not as it should be."""
    release = built()
    distributions.check(release)
    weigh(scripts_of(ZipFile(release.wheel)))
    with TemporaryDirectory(prefix="stop-stream-wheel-") as directory:
        scratch = Path(directory)

        def newest() -> str:
            return _installed(scratch / "newest", sys.executable, _by_pip, release.wheel)

        def oldest_of_all() -> str:
            return _installed(scratch / "oldest", oldest.python(), _by_uv, release.wheel)

        with ThreadPoolExecutor(2) as two:
            for said in [two.submit(newest), two.submit(oldest_of_all)]:
                print(said.result(), flush=True)
        _stop(scratch / "newest")
    print("The wheel installs by pip and by uv, both of its halves are enabled, and Stop works.")


def _installed(
    environment: Path, interpreter: str, put: Callable[[Path, Path], None], wheel: Path
) -> str:
    """Make an environment, put the wheel there, and return what `jupyter` says of it."""
    make_empty(environment, interpreter)
    put(python_of(environment), wheel)
    said = [f"--> {environment.name}, in {interpreter}"]
    for arguments, patterns in QUESTIONS.items():
        answer = _said_by(environment, "-m", "jupyter", *arguments.split())
        said.append(f"jupyter {arguments}\n{answer}")
        for pattern in patterns:
            if not re.search(pattern, answer):
                message = f"{environment.name}: no {pattern!r} in `jupyter {arguments}`:\n{answer}"
                raise ReleaseError(message)
    if LOADED not in (answer := _said_by(environment, "-c", LOADS)):
        message = f"{environment.name}: our half of the server is not loaded:\n{answer}"
        raise ReleaseError(message)
    return "\n".join(said)


def _by_pip(python: Path, wheel: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    options = ["--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, *options, str(wheel), "jupyterlab<5"], check=True)


def _by_uv(python: Path, wheel: Path) -> None:
    # The lower bounds of what is named are taken, and the wheel does not name its own.
    named = ["-r", str(ROOT / "pyproject.toml"), oldest.jupyterlab()]
    options = ["--no-compile-bytecode", "--resolution=lowest-direct"]
    install(python, *options, str(wheel), *named)


def _said_by(environment: Path, *arguments: str) -> str:
    """What its Python says, called so, on either stream, without colours."""
    ran = subprocess.run(
        [str(python_of(environment)), *arguments],
        check=False,
        cwd=environment,
        env=_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout)
    if ran.returncode != 0:
        message = f"{environment.name}: `python {' '.join(arguments)}` failed:\n{said}"
        raise ReleaseError(message)
    return said


def _stop(environment: Path) -> None:
    """Stop answers in a real browser, with the versions that all other tests have."""
    names = ("jupyterlab", "jupyter-ai", "openai")
    install(python_of(environment), *(f"{name}=={version(name)}" for name in names))
    clean = _environment(environment)
    # The browser's runner is the one of this checkout; all that it starts is the new environment.
    path = f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"
    lab = str(python_of(environment))
    runner = {"PATH": path, "CHROMIUM_PATH": str(chromium.find()), "LAB_PYTHON": lab, "CI": "1"}
    subprocess.run(
        ["jlpm", "playwright", "test", "stop-midway", "loading", "--reporter=list"],
        check=True,
        cwd=ROOT / "ui-tests",
        env=clean | runner,
    )


def _environment(environment: Path) -> dict[str, str]:
    """Ours, without what would let that one see this one or a user's settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("JUPYTER") and name not in {"PYTHONPATH", "VIRTUAL_ENV"}
    }
    return kept | {
        "JUPYTER_CONFIG_DIR": str(environment / "config"),
        "JUPYTER_DATA_DIR": str(environment / "data"),
        "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError, ReleaseError, TooHeavyError) as error:
        sys.exit(f"Failed: {error}")
