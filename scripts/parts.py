"""The parts of `make test`, in the order in which they run."""

from __future__ import annotations

import sys
from pathlib import Path

import browser_parts
import client_libraries
import counts
import pinned_environment
import python_versions
from part import REPORTS, ROOT, Command, Part, Report

TWO_WORKERS = ("-n", "2", "--dist", "worksteal")
"""For pytest, where the tests mostly wait."""


def _pytest(report: Path, *arguments: str) -> Command:
    return [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]


def _check() -> Part:
    return Part(
        "check",
        "Linters, types and the line",
        [
            ["ruff", "check", "."],
            ["ruff", "format", "--check", "."],
            ["mypy"],
            ["lint-imports", "--no-logo", "--cache-dir", ".cache/import-linter"],
            ["jlpm", "prettier:check"],
            ["jlpm", "stylelint:check"],
            ["jlpm", "eslint:check"],
            ["jlpm", "types:check"],
            ["jlpm", "types:check:ui-tests"],
            [sys.executable, "scripts/page_weight.py"],
        ],
        is_side_by_side=True,
    )


def _jest() -> Part:
    report = REPORTS / "jest.json"
    return Part(
        "jest",
        "The browser side, each room by itself (jest)",
        [["jlpm", "jest", "--ci", "--json", f"--outputFile={report}"]],
        report=Report(report, counts.from_jest),
    )


def _server() -> Part:
    report = REPORTS / "pytest.xml"
    return Part(
        "pytest",
        "The server side (pytest)",
        [_pytest(report, *TWO_WORKERS)],
        report=Report(report, counts.from_pytest),
    )


def _clients() -> Part:
    report = REPORTS / "clients.xml"
    arguments = [f"--junitxml={report}", *TWO_WORKERS, "tests/clients"]
    return Part(
        "clients",
        "A stop, with the libraries that personas ask models with (pytest)",
        [[str(client_libraries.PYTHON), "-m", "pytest", *arguments]],
        prepare=[[sys.executable, "scripts/client_libraries.py"]],
        report=Report(report, counts.from_pytest),
    )


def _adapters() -> Part:
    return _beside(
        "persona-manager",
        "The adapters with the other persona manager that is in use, 0.3.0 (pytest)",
        "tests/adapters",
        requirements=["jupyter-ai-persona-manager==0.3.0"],
    )


def _upstream() -> Part:
    script = [sys.executable, "scripts/upstream.py"]
    return Part(
        "upstream",
        "What docs/upstream has for jupyter-ai and its chat, in their tests and in ours (pytest)",
        [script],
        prepare=[[*script, "prepare"]],
        report=Report(REPORTS / "upstream.xml", counts.from_pytest),
    )


def _too_old() -> Part:
    return _beside(
        "persona-manager-0.1",
        "The persona manager of jupyter-ai 3.1, 0.1.3, which is left as it is (pytest)",
        "tests/adapters/test_versions.py",
        requirements=["jupyter-ai-persona-manager==0.1.3", "jupyter-server-fileid==0.9.3"],
    )


def _tool_server() -> Part:
    return _beside(
        "jupyter-server-mcp",
        "The other server of tools that is in use, jupyter-server-mcp 0.4.1 (pytest)",
        "tests/kernels/test_tools.py",
        requirements=["jupyter-server-mcp==0.4.1"],
    )


def _queues() -> Part:
    return _beside(
        "queues",
        "Other extensions' queues of cells, and a kernel of another language (pytest)",
        "tests/kernels/test_documents.py",
        "tests/kernels/test_nbmodel.py",
        "tests/kernels/test_other_kernels.py",
        requirements=[
            "jupyter-server-documents==0.3.3",
            "jupyter-server-fileid==0.9.3",
            "jupyter-server-nbmodel==0.2.9",
            "bash-kernel==0.10.0",
            "filetype==1.2.0",
        ],
    )


def _beside(name: str, title: str, *tests: str, requirements: list[str]) -> Part:
    """With `-e .` the .venv has the version that jupyter-ai brings; this one stands before it on
    the path. What it needs beside the requirements is the same.
    """
    report = REPORTS / f"{name}.xml"
    directory = ROOT / ".cache" / requirements[0].replace("==", "-")
    install = [sys.executable, "scripts/install.py", sys.executable, "--no-deps"]
    return Part(
        name,
        title,
        [_pytest(report, *TWO_WORKERS, *tests)],
        prepare=[]
        if directory.is_dir()
        else [[*install, "--target", str(directory), *requirements]],
        report=Report(report, counts.from_pytest),
        environment=lambda: {"PYTHONPATH": str(directory)},
    )


FAST_ROOMS = ("tests/protocol", "tests/generations", "tests/handlers", "tests/reach")


def _python(version: str) -> Part:
    """Where there is no such interpreter, its heading says so, and nothing is counted."""
    title = f"The server side's fast rooms under Python {version}"
    name = f"python-{version}"
    if not python_versions.find(version):
        return Part(name, f"{title}: none is found here, so that they are not tried", [])
    report = REPORTS / f"{name}.xml"
    python = pinned_environment.python_of(python_versions.environment_of(version))
    arguments = [f"--junitxml={report}", *TWO_WORKERS, *FAST_ROOMS]
    under_uvloop = version == python_versions.WITH_UVLOOP
    if under_uvloop:
        arguments += ["-p", "tests.fakes.uvloop_policy"]
    return Part(
        name,
        f"{title}{' and uvloop' if under_uvloop else ''} (pytest)",
        [[str(python), "-m", "pytest", *arguments]],
        prepare=[[sys.executable, "scripts/python_versions.py", version]],
        report=Report(report, counts.from_pytest),
    )


def _demo() -> Part:
    report = REPORTS / "demo.xml"
    return Part(
        "demo",
        "The demo (pytest)",
        [_pytest(report, "demo/tests")],
        report=Report(report, counts.from_pytest),
    )


def _wheel() -> Part:
    return Part(
        "wheel",
        "The wheel, built and installed into empty environments, by pip and by uv",
        [[sys.executable, "scripts/check_wheel.py"]],
    )


def _docs() -> Part:
    script = [sys.executable, "scripts/documentation.py"]
    return Part(
        "docs",
        "The site of docs/ (Sphinx)",
        [script],
        prepare=[[*script, "--prepare"]],
    )


def _table() -> Part:
    return Part(
        "table",
        "The README's table of what can be stopped, and what the tests saw",
        [[sys.executable, "scripts/reach_table.py", "--check", "--after-tests"]],
        is_alone=False,
    )


PARTS = [
    _check(),
    _jest(),
    _server(),
    _adapters(),
    _upstream(),
    _too_old(),
    _tool_server(),
    _queues(),
    _clients(),
    *(_python(version) for version in python_versions.others()),
    _docs(),
    _demo(),
    browser_parts.galata(),
    browser_parts.core_in_lab_4_5(),
    browser_parts.two_people(),
    browser_parts.on_hosts(),
    browser_parts.beside_neighbours(),
    _wheel(),
    _table(),
]
