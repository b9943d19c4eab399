"""The conda recipe says of the package what `pyproject.toml` and `package.json` say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import ROOT, read_yaml

Named = dict[str, str]

ON_CONDA_FORGE = {"fastjsonschema": "python-fastjsonschema"}
"""What is called otherwise there, by its name on PyPI."""


@pytest.fixture
def recipe() -> dict[str, Any]:
    """Of what it is made of, nothing is filled in."""
    return dict(read_yaml(ROOT / "conda-recipe" / "recipe.yaml"))


def ranges_of(requirements: list[str]) -> Named:
    """The range of each, by its name in one spelling."""
    matches = [re.fullmatch(r"([\w-]+) *(.*)", one) for one in requirements]
    return {one[1].lower().replace("_", "-"): one[2] for one in matches if one}


def test_it_asks_for_what_the_wheel_asks_for(
    recipe: dict[str, Any], pyproject: dict[str, Any]
) -> None:
    run = ranges_of(recipe["requirements"]["run"])
    assert run.pop("python") == ">=${{ python_min }}"
    wanted = ranges_of(pyproject["project"]["dependencies"])
    assert run == {ON_CONDA_FORGE.get(name, name): wanted[name] for name in wanted}
    oldest = recipe["context"]["python_min"]
    assert pyproject["project"]["requires-python"] == f">={oldest}"


def test_it_is_built_with_what_the_wheel_is_built_with(
    recipe: dict[str, Any], pyproject: dict[str, Any]
) -> None:
    host = ranges_of(recipe["requirements"]["host"])
    hook = pyproject["tool"]["hatch"]["build"]["hooks"]["jupyter-builder"]
    wanted = ranges_of(pyproject["build-system"]["requires"] + hook["dependencies"])
    assert {name: host.get(name) for name in wanted} == wanted


def test_it_is_of_the_same_package(
    recipe: dict[str, Any], pyproject: dict[str, Any], package: dict[str, Any]
) -> None:
    assert recipe["context"]["version"] == package["version"]
    assert recipe["about"]["summary"] == package["description"]
    assert recipe["about"]["license"] == pyproject["project"]["license"] == package["license"]
    commands = [f"{name} = {where}" for name, where in pyproject["project"]["scripts"].items()]
    assert recipe["build"]["python"]["entry_points"] == commands


def test_it_ships_the_licences(recipe: dict[str, Any]) -> None:
    ours, of_others = recipe["about"]["license_file"]
    assert (ROOT / ours).is_file()
    assert of_others.endswith("labextension/static/third-party-licenses.json")
