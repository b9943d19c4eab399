"""The demo in a server that somebody else starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 90.0
SERVER = """
import json, os, sys, urllib.request
from pathlib import Path
from jupyter_core.paths import jupyter_config_path

asked = urllib.request.Request(
    os.environ["OPENAI_BASE_URL"] + "/models",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
)
with urllib.request.urlopen(asked) as answer:
    print("model:", answer.status)
configuration = Path(jupyter_config_path()[0], "jupyter_server_config.json").read_text()
print("told:", json.dumps({
    "files": sorted(os.listdir()),
    "here": os.getcwd(),
    "root": json.loads(configuration)["ServerApp"]["root_dir"],
}))
sys.exit(3)
"""
"""In the place of a Jupyter server: says what it finds, and ends."""


def test_a_server_is_given_the_model_and_the_folder_and_all_ends_with_it(tmp_path: Path) -> None:
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "demo.hosted", sys.executable, "-c", SERVER],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_PREFER_ENV_PATH": "1"},
        text=True,
        timeout=PATIENCE_S,
    )
    assert ended.returncode == 3, ended.stderr
    lines = dict(line.split(": ", 1) for line in ended.stdout.splitlines() if ": " in line)
    told = json.loads(lines["told"])
    assert lines["model"] == "200"
    assert {"bot.chat", "demo.chat"} <= set(told["files"])
    assert told["root"] == told["here"]
    assert not Path(told["here"]).exists()
