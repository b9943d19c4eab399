"""The parts of `make test` in a real browser."""

from __future__ import annotations

import sys

import chromium
import counts
import hosts
import lab_4_5
from part import ROOT, UI_TESTS, Command, Part, Report

TWO_BROWSERS = {"UI_WORKERS": "2"}
"""For the browser's tests, of which one keeps a good half of two cores busy."""


def galata() -> Part:
    return _in_browser(
        "galata",
        "A real JupyterLab in a real browser (galata)",
        prepare=[],
        environment=TWO_BROWSERS,
    )


def core_in_lab_4_5() -> Part:
    return _in_browser(
        "lab-4.5",
        "JupyterLab 4.5 with a vim mode, the core of it (galata)",
        "stop-midway",
        "several-at-once",
        "shortcuts",
        "vim",
        prepare=[[sys.executable, str(ROOT / "scripts" / "lab_4_5.py")]],
        environment={"LAB_PYTHON": str(lab_4_5.PYTHON), "WITH_VIM": "1", **TWO_BROWSERS},
    )


def two_people() -> Part:
    return _in_browser(
        "two-people",
        "Two people in one chat, by jupyter-collaboration 4 in JupyterLab 4.5 (galata)",
        "two-people",
        "--grep=ends with the same text for all",
        prepare=[[sys.executable, str(ROOT / "scripts" / "lab_4_5.py")]],
        environment={"LAB_PYTHON": str(lab_4_5.PYTHON), "WITH_COLLABORATION": "1"},
    )


def on_hosts() -> Part:
    return _in_browser(
        "hosts",
        "JupyterHub, Notebook 7, proxies, and shared documents of two kinds (galata)",
        "--config=playwright.hosts.config.ts",
        prepare=[[sys.executable, str(ROOT / "scripts" / "hosts.py")]],
        environment={"HOSTS_PYTHON": str(hosts.PYTHON)},
    )


def beside_neighbours() -> Part:
    return _in_browser(
        "neighbours",
        "Beside JupyterLite AI, in JupyterLite, and where our server half does not answer (galata)",
        "--config=playwright.neighbours.config.ts",
        prepare=[[sys.executable, str(ROOT / "scripts" / "neighbours.py")]],
        environment={},
    )


def _in_browser(
    name: str, title: str, *arguments: str, prepare: list[Command], environment: dict[str, str]
) -> Part:
    """The arguments are Playwright's: without specs among them, all are run."""
    return Part(
        name,
        title,
        [["jlpm", "playwright", "test", *arguments]],
        prepare=[["jlpm", "install", "--immutable"], *prepare],
        report=Report(UI_TESTS / "test-results" / "results.json", counts.from_playwright),
        environment=lambda: {"CI": "1", "CHROMIUM_PATH": str(chromium.find()), **environment},
        directory=UI_TESTS,
    )
