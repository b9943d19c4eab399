"""What a page has to load for this extension."""

from __future__ import annotations

import re
import subprocess
import sys

from .contenders import WITH_US
from .lab import ROOT
from .raw import Row, Work, rows_of

TOTAL = re.compile(r"([\d.]+) kB  the scripts of the page")


def measure_script() -> list[Row]:
    """Build the browser side as a release does, and weigh it.

    Raises:
        subprocess.CalledProcessError: It failed, or weighs more than it may.
        ValueError: It said no weight.
    """
    command = [sys.executable, str(ROOT / "scripts" / "page_weight.py")]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    found = TOTAL.search(said)
    if found is None:
        raise ValueError(f"no weight in {said!r}")
    note = "beside JupyterLab's own and jupyter-ai's"
    return rows_of(WITH_US.title, Work(), {"script_kb": [float(found[1])]}, note)
