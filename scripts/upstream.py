"""Tries the patches of docs/upstream in the tests of the packages that they are for, and in ours.

Writes one report of all: the tests of the patched packages, where one that passed before the patch
and does not any more has failed, and our own on top of them. `prepare` on the command line fetches
and builds only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from xml.etree import ElementTree

import upstream_sources
from upstream_sources import BUILT, KEPT, RELEASES, ROOT, TOOLS, Release

REPORT = ROOT / ".cache" / "test-reports" / "upstream.xml"

OURS = (
    "tests/adapters/test_answering.py",
    "tests/adapters/test_bots.py",
    "tests/adapters/test_cancel_endpoint.py",
    "tests/adapters/test_end_to_end.py",
    "tests/adapters/test_personas.py",
    "tests/adapters/test_reload.py",
    "tests/adapters/test_status.py",
    "tests/adapters/test_stop_messages.py",
    "tests/adapters/test_versions.py",
    "tests/generations/test_endings.py",
    "tests/generations/test_freeze.py",
    "tests/generations/test_gate.py",
    "tests/generations/test_gated_chat.py",
)
"""Those of our tests that touch the two packages most."""

Outcomes = dict[str, ElementTree.Element]
"""The entries of a report, by the names of the tests."""


def main() -> int:
    """Returns 1 where a test has failed; raises CalledProcessError where it cannot be tried."""
    upstream_sources.prepare()
    with ThreadPoolExecutor(3) as pool:
        news = pool.submit(upstream_sources.newer)
        theirs = list(pool.map(_try_patch, RELEASES))
        ours = _ours()
    suite = ElementTree.Element("testsuite", name="upstream")
    suite.extend(entry for entries in (*theirs, ours) for entry in entries)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(suite).write(REPORT, encoding="unicode")
    print(*news.result(), sep="\n", flush=True)
    failed = [entry for entry in suite if not _has_passed(entry, or_skipped=True)]
    for entry in failed:
        print(f"FAILED {entry.get('classname')}: {entry.get('name')}", flush=True)
    return 1 if failed else 0


def _try_patch(release: Release) -> list[ElementTree.Element]:
    """The entries of a patched package's tests, and one for each that was lost."""
    before, after = _released(release), _suite(release, release.patched)
    passed = {name for name, entry in after.items() if _has_passed(entry)}
    lost = sorted(
        name for name, entry in before.items() if _has_passed(entry) and name not in after
    )
    added = sorted(passed - set(before))
    title = f"{release.name} {release.version}"
    say = f"{title}: {len(before)} tests before the patch, {len(after)} after"
    print(f"{say}, of which {len(passed)} pass, {len(added)} that it adds", flush=True)
    entries = list(after.values())
    for name in lost:
        entry = ElementTree.Element("testcase", classname=title, name=name)
        ElementTree.SubElement(entry, "failure", message="passed before the patch, and is gone")
        entries.append(entry)
    return entries


def _released(release: Release) -> Outcomes:
    """The outcomes without the patch, which are the same until something else is installed."""
    installed = sorted(f"{one.name}=={one.version}" for one in distributions())
    contents = "\n".join([release.sha256, sys.version, *installed])
    report = KEPT / f"{release.name}-{sha256(contents.encode()).hexdigest()[:16]}.xml"
    return _read(report) if report.is_file() else _suite(release, release.released, report)


def _suite(release: Release, source: Path, report: Path | None = None) -> Outcomes:
    """The outcomes of a package's own tests, in its source folder."""
    report = report or KEPT / f"{release.name}.xml"
    options = ["-c", "pyproject.toml", "--rootdir=.", "--timeout=120", *release.options]
    _pytest(report, [source, TOOLS], source, *options, release.package)
    return _read(report)


def _ours() -> list[ElementTree.Element]:
    report = KEPT / "ours.xml"
    _pytest(report, [BUILT], ROOT, "-n", "2", "--dist", "worksteal", *OURS)
    return list(_read(report).values())


def _pytest(report: Path, path: list[Path], directory: Path, *arguments: str) -> None:
    """Run tests, and say what they say where there is no report of them."""
    partial = report.with_suffix(".partial")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        [*command, f"--junitxml={partial}", *arguments],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ended.returncode:
        print(ended.stdout, flush=True)
    if ended.returncode not in (0, 1):
        raise subprocess.CalledProcessError(ended.returncode, ended.args)
    partial.replace(report)


def _read(report: Path) -> Outcomes:
    entries = ElementTree.parse(report).iter("testcase")
    return {f"{entry.get('classname')}: {entry.get('name')}": entry for entry in entries}


def _has_passed(entry: ElementTree.Element, *, or_skipped: bool = False) -> bool:
    bad = ("failure", "error") if or_skipped else ("failure", "error", "skipped")
    return all(entry.find(one) is None for one in bad)


if __name__ == "__main__":
    try:
        sys.exit(upstream_sources.prepare() if sys.argv[1:] == ["prepare"] else main())
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
