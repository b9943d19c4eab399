"""The oldest versions that this package says it works with, read where it says so."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import python_versions

ROOT = Path(__file__).resolve().parent.parent


def python() -> str:
    """The oldest Python that is found here, of those that are meant; this one at the least."""
    found = (python_versions.find(version) for version in python_versions.MEANT)
    return next((one for one in found if one), sys.executable)


def jupyterlab() -> str:
    """The requirement of the JupyterLab that the page is built for, such as `jupyterlab>=4.5.0`."""
    package = json.loads((ROOT / "package.json").read_text())
    (version,) = re.findall(r"^\^(.+)$", package["dependencies"]["@jupyterlab/application"])
    return f"jupyterlab>={version}"
