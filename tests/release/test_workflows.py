"""The workflows call what is there, and try the versions that the package says it is for."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from .conftest import GITHUB, ROOT, read_yaml

WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SETUP = GITHUB / "actions" / "setup" / "action.yml"
FORMS = [GITHUB / "ISSUE_TEMPLATE" / name for name in ("bug.yml", "feature.yml")]
SCHEMAS = {
    "github-workflows": WORKFLOWS,
    "github-actions": [SETUP],
    "github-issue-forms": FORMS,
    "github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
}
ACTIONS = {
    "actions/checkout": "v6",
    "actions/create-github-app-token": "v2",
    "actions/download-artifact": "v6",
    "actions/setup-node": "v6",
    "actions/setup-python": "v6",
    "actions/upload-artifact": "v6",
    "jupyter-server/jupyter_releaser": "v2",
    "jupyterlab/maintainer-tools": "v1",
}
"""Whose actions are trusted, and the major version of each that is taken everywhere."""


def steps_of(path: Path) -> Iterator[dict[str, Any]]:
    said = read_yaml(path)
    for job in [said["runs"]] if "runs" in said else said["jobs"].values():
        yield from job["steps"]


STEPS = [
    pytest.param(step, id=f"{path.stem}-{at}")
    for path in [*WORKFLOWS, SETUP]
    for at, step in enumerate(steps_of(path))
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_github_reads_fits_its_schema(schema: str) -> None:
    arguments = ["--builtin-schema", f"vendor.{schema}", *map(str, SCHEMAS[schema])]
    ended = CliRunner().invoke(check_jsonschema, arguments)
    assert ended.exit_code == 0, ended.output


@pytest.mark.parametrize("step", STEPS)
def test_an_action_is_of_whom_we_trust_at_one_version_everywhere(step: dict[str, Any]) -> None:
    uses = step.get("uses")
    if uses is None:
        return
    if uses.startswith("./"):
        assert (ROOT / uses / "action.yml").is_file()
        return
    name, version = uses.split("@")
    assert ACTIONS["/".join(name.split("/")[:2])] == version


@pytest.mark.parametrize("step", STEPS)
def test_a_command_names_what_is_there(step: dict[str, Any]) -> None:
    command = step.get("run", "")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z-]+)", command)) <= set(targets)
    for script in re.findall(r"\b[\w-]+/[\w/-]+\.py\b", command):
        assert (ROOT / script).is_file(), script


@pytest.mark.parametrize("step", STEPS)
def test_no_command_is_made_of_what_somebody_types(step: dict[str, Any]) -> None:
    assert not re.search(r"\$\{\{\s*(github\.event|inputs|steps)\b", step.get("run", ""))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_the_least_rights_and_ends(path: Path) -> None:
    said = read_yaml(path)
    assert said["permissions"] in ({}, {"contents": "read"})
    assert "group" in said["concurrency"]
    for job in said["jobs"].values():
        assert "timeout-minutes" in job
    # `on` is a truth value in this YAML.
    assert "pull_request_target" not in said[True]


@pytest.mark.usefixtures("scripts")
def test_each_part_of_the_tests_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    parts = importlib.import_module("parts")
    importlib.import_module("run_tests").say_parts()
    named = json.loads(capsys.readouterr().out)
    assert {part.name for part in parts.PARTS} - set(named) == {"table"}
    build = read_yaml(GITHUB / "workflows" / "build.yml")["jobs"]
    assert "run_tests.py --list" in build["parts"]["steps"][-1]["run"]
    assert "${{ matrix.part }}" in build["test"]["steps"][-2]["run"]
    assert "--check" in build["table"]["steps"][-1]["run"]


@pytest.mark.usefixtures("scripts")
def test_the_versions_that_are_tried_are_those_that_are_meant(
    pyproject: dict[str, Any], package: dict[str, Any]
) -> None:
    meant = list(importlib.import_module("python_versions").MEANT)
    matrix = read_yaml(GITHUB / "workflows" / "build.yml")["jobs"]["test_isolated"]["strategy"][
        "matrix"
    ]
    assert matrix["python"] == meant
    assert pyproject["project"]["requires-python"] == f">={meant[0]}"
    named = "Programming Language :: Python :: 3."
    classified = [one for one in pyproject["project"]["classifiers"] if one.startswith(named)]
    # Which were seen to work: CI tries the others too.
    assert {one.rpartition(" ")[2] for one in classified} <= set(meant)
    (python, *_) = [step for step in steps_of(SETUP) if "setup-python" in step.get("uses", "")]
    assert sorted(python["with"]["python-version"].split(), key=meant.index) == meant
    oldest = package["dependencies"]["@jupyterlab/application"]
    assert oldest.startswith(f"^{matrix['lab'][0]}.")
    test = pyproject["project"]["optional-dependencies"]["test"]
    assert any(one.startswith(f"jupyterlab=={matrix['lab'][-1]}.") for one in test)
