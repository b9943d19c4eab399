"""Who is measured beside whom, each in a JupyterLab of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

from . import patched
from .lab import ROOT


@dataclass(frozen=True)
class Contender:
    """A JupyterLab in which answers can be stopped somehow."""

    title: str
    kind: str = "with-us"
    """Which of `ui-tests/bench/contender.ts` says where its chat and its Stop are."""
    python: str = sys.executable
    """The interpreter that runs it."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What is added to the environment of its server."""
    prepare: Callable[[], None] = lambda: None
    """Makes what it needs, unless that is there. Raises OSError or CalledProcessError."""
    is_collaborative: bool = False

    @property
    def is_with_us(self) -> bool:
        """Whether this extension is on."""
        return self.kind == "with-us"


def run_script(name: str) -> None:
    """Run what makes an environment.

    Raises:
        subprocess.CalledProcessError: It could not be made.
    """
    subprocess.run([sys.executable, str(ROOT / "scripts" / name)], check=True)  # noqa: S603


def python_of(environment: str) -> str:
    """The interpreter of an environment that such a script makes."""
    return str(ROOT / ".cache" / Path(environment) / "bin" / "python")


JUPYTER_AI = f"jupyter-ai {version('jupyter-ai')}"
WITH_US = Contender("with us")
AS_IT_IS = Contender(JUPYTER_AI, "jupyter-ai")
PATCHED = Contender(
    f"{JUPYTER_AI}, the two upstream patches alone",
    "jupyter-ai",
    environment={"PYTHONPATH": os.pathsep.join([str(patched.PACKAGES), str(ROOT)])},
    prepare=patched.prepare,
)
OLDER = Contender(
    "jupyter-ai 2.31.7",
    "jupyter-ai-2",
    python=python_of("bench/jupyter-ai-2"),
    prepare=partial(run_script, "jupyter_ai_2.py"),
)
ALONE = (AS_IT_IS, WITH_US, PATCHED, OLDER)
"""Where a chat belongs to the server."""
SHARED = tuple(
    Contender(
        one.title,
        one.kind,
        python=python_of("hosts"),
        environment={"WITH_SHARED_CHATS": "1"},
        prepare=partial(run_script, "hosts.py"),
        is_collaborative=True,
    )
    for one in (AS_IT_IS, WITH_US)
)
"""Where a chat is a shared document, of jupyter-collaboration."""
