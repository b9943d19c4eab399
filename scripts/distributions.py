"""What the files of a release hold, and what they must not."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from release import Release, ReleaseError

SHARED = "share/jupyter/labextensions/jupyter-stop-stream"
IN_THE_WHEEL = (
    "jupyter_stop_stream/protocol/openapi.yaml",
    "jupyter_stop_stream/protocol/v1.schema.json",
    "jupyter_stop_stream/py.typed",
    "jupyter_stop_stream/telemetry/generation.v1.yaml",
    f"{SHARED}/package.json",
    f"{SHARED}/install.json",
    f"{SHARED}/static/style.js",
    f"{SHARED}/static/third-party-licenses.json",
    "etc/jupyter/jupyter_server_config.d/jupyter_stop_stream.json",
    "licenses/LICENSE",
)
IN_THE_SDIST = (
    "LICENSE",
    "PKG-INFO",
    "jupyter_stop_stream/labextension/static/style.js",
    "src/index.ts",
    "yarn.lock",
)
MAX_SDIST_BYTES = 3_000_000
"""Of all files together, gzipped: an environment or `node_modules` among them would be more."""

THIRD_PARTIES = {"css-loader": "MIT", "style-loader": "MIT"}
"""Of whom code is in the scripts of the page, and under which licence. All else is JupyterLab's."""


def check(release: Release) -> None:
    """Raises ReleaseError for the first thing that is not as it should be."""
    wheel = ZipFile(release.wheel)
    names = wheel.namelist()
    stray = [name for name in names if not re.match(r"jupyter_stop_stream(-[^/]+)?/", name)]
    _expect(not stray, f"the wheel holds more than the package: {stray[:5]}")
    for wanted in IN_THE_WHEEL:
        _expect(any(_is_or_ends(name, wanted) for name in names), f"the wheel lacks {wanted}")
    _check_licences(wheel)
    _expect(
        _contents(release.wheel_of_tree) == _contents(release.wheel),
        "the sdist makes another wheel than the files that it was made of",
    )
    _check_sdist(release.sdist)


def _check_licences(wheel: ZipFile) -> None:
    """Of what the bundler has put into the scripts, by its own list, each text is there."""
    (name,) = [name for name in wheel.namelist() if name.endswith("third-party-licenses.json")]
    packages = json.loads(wheel.read(name))["packages"]
    said = {package["name"]: package["licenseId"] for package in packages}
    _expect(said == THIRD_PARTIES, f"the scripts hold code of {said}")
    for package in packages:
        _expect(bool(package["extractedText"]), f"no licence text of {package['name']}")


def _check_sdist(sdist: Path) -> None:
    size = sdist.stat().st_size
    _expect(size <= MAX_SDIST_BYTES, f"the sdist has {size} bytes")
    with tarfile.open(sdist) as archive:
        # The folder that all is in has the version in its name.
        names = {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in archive.getnames()}
    for wanted in IN_THE_SDIST:
        _expect(wanted in names, f"the sdist lacks {wanted}")


def _contents(wheel: Path) -> dict[str, bytes]:
    archive = ZipFile(wheel)
    return {name: archive.read(name) for name in archive.namelist()}


def _is_or_ends(name: str, wanted: str) -> bool:
    return name == wanted or name.endswith(f"/{wanted}")


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise ReleaseError(otherwise)
