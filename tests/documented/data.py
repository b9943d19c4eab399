"""Data that pages show: frames, marks and settings are as their schemas say, entry points ours."""

from __future__ import annotations

import json
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import tomllib
import yaml
from jsonschema import Draft202012Validator

from jupyter_stop_stream.adapters.entry_points import GROUP
from jupyter_stop_stream.protocol import MARK_SCHEMA, codec

from ..fakes.documented import ROOT, Block, blocks

SCHEMA = json.loads((Path(codec.__file__).parent / "v1.schema.json").read_text(encoding="utf-8"))
SETTINGS = json.loads((ROOT / "schema" / "settings.json").read_text(encoding="utf-8"))
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
FRAMES = {
    one["properties"]["type"]["const"]
    for one in SCHEMA["$defs"].values()
    if "type" in one.get("properties", {})
}


def check_json(block: Block) -> None:
    """Raises ValueError or ValidationError. A member without its object is taken as one."""
    is_member = block.code.lstrip().startswith('"')
    shown = json.loads(f"{{{block.code}}}" if is_member else block.code)
    if shown.get("type") in FRAMES:
        Draft202012Validator(SCHEMA).validate(shown)
    elif "generation_id" in shown:
        Draft202012Validator(MARK_SCHEMA).validate(shown)
    elif "jupyterlab" in shown:
        shared = shown["jupyterlab"]["sharedPackages"]
        assert list(shared) == [PACKAGE["name"]]
    elif "jupyter-stop-stream:settings" in shown:
        settings = shown["jupyter-stop-stream:settings"]
        Draft202012Validator(SETTINGS | {"additionalProperties": False}).validate(settings)
    else:
        raise ValueError("Nothing is known of this object.")


def check_toml(block: Block) -> None:
    """Raises ValueError. What an entry point names has to be shown on the same page."""
    project: dict[str, Any] = tomllib.loads(block.code)["project"]
    for group, entries in project["entry-points"].items():
        assert group == GROUP
        for name, value in entries.items():
            entry = EntryPoint(name, value, group)
            assert entry.module not in sys.modules
            shown = (one.code for one in blocks() if one.page == block.page)
            assert any(f"class {entry.attr}:" in code for code in shown), (
                f"no {entry.attr} is shown"
            )


def check_yaml(block: Block) -> None:
    """Raises YAMLError. What is scraped has to be a server's `/metrics`."""
    shown = yaml.safe_load(block.code)
    for job in shown["scrape_configs"]:
        assert job["metrics_path"].endswith("/metrics")
        assert all(one["targets"] for one in job["static_configs"])
