"""Runs what `make test` runs, one part after the other, and counts.

What later parts need to have installed is installed beside the first ones. Every part is run, also
after one that failed. The last line is `N passed, N failed`; the exit code is 1 where anything
failed.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from counts import Counts
from part import REPORTS, STOPS_SEEN, Part, Report
from parts import PARTS
from preparation import Preparation, begin

FAILED = Counts(failed=1)


def main() -> int:
    arguments = _arguments()
    if arguments.list:
        say_parts()
        return 0
    REPORTS.mkdir(parents=True, exist_ok=True)
    if not arguments.only:
        # What an earlier run saw is not what this one sees.
        shutil.rmtree(STOPS_SEEN, ignore_errors=True)
    meant = [part for part in PARTS if not arguments.only or part.name in arguments.only]
    prepared = {
        part.name: Preparation(part.prepare, part.directory, _environment()) for part in meant
    }
    begin(list(prepared.values()))
    results: list[tuple[str, Counts, float]] = []
    for part in meant:
        began = time.monotonic()
        result = _run(part, prepared[part.name])
        results.append((part.name, result, time.monotonic() - began))
        if arguments.fail_fast and result.failed:
            break
    total = sum((result for _, result, _ in results), Counts())
    _say("")
    for name, result, taken_s in results:
        counts = f"{result.passed:>5} passed  {result.failed:>3} failed"
        _say(f"  {name:<19} {counts}  {taken_s:>5.0f} s")
    # Last, where they are seen of however long a log.
    for name, result, _ in results:
        for note in result.notes:
            _say(f"{name}: {note}")
    _say(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


def say_parts() -> None:
    """Print the names of the parts that can be run alone, as a JSON list."""
    _say(json.dumps([part.name for part in PARTS if part.is_alone]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [part.name for part in PARTS]
    parser.add_argument("--only", nargs="+", choices=names, help="run these parts only")
    parser.add_argument("--fail-fast", action="store_true", help="end with the first that fails")
    parser.add_argument(
        "--list", action="store_true", help="name the parts that can be run alone, as JSON"
    )
    return parser.parse_args()


def _run(part: Part, prepared: Preparation) -> Counts:
    _say(f"\n==> {part.name}: {part.title}")
    prepared.wait()
    _say(prepared.output.rstrip())
    if prepared.has_failed:
        _say(f"{part.name}: could not be prepared")
        return FAILED
    try:
        environment = _environment() | part.environment()
    except OSError as error:
        _say(f"{part.name}: {error}")
        return FAILED
    if part.report:
        # What an earlier run left would be counted again where this one crashes.
        part.report.path.unlink(missing_ok=True)
    codes = _call_all(part, environment)
    if part.report:
        return _judge(part.name, part.report, any(codes))
    failed = sum(code != 0 for code in codes)
    return Counts(len(codes) - failed, failed)


def _judge(name: str, report: Report, is_bad_exit: bool) -> Counts:
    """What the report says, and one failure where it says less than the exit code."""
    try:
        result = report.read(report.path)
    except (OSError, ValueError, SyntaxError, KeyError) as error:
        _say(f"{name}: no report that could be counted: {error}")
        return FAILED
    if result.failed:
        return result
    if is_bad_exit:
        _say(f"{name}: ended with an error, though no test failed")
        return result + FAILED
    if not result.passed:
        _say(f"{name}: ran no test")
        return FAILED
    return result


def _call_all(part: Part, environment: dict[str, str]) -> list[int]:
    if not part.is_side_by_side:
        return [_call(command, part.directory, environment) for command in part.commands]

    def call(command: list[str]) -> int:
        return _call_and_tell(command, part.directory, environment)

    with ThreadPoolExecutor(2) as two:
        return list(two.map(call, part.commands))


def _call(command: list[str], directory: Path, environment: dict[str, str]) -> int:
    _say(f"--> {shlex.join(command)}")
    try:
        return subprocess.run(command, cwd=directory, env=environment, check=False).returncode
    except OSError as error:
        _say(f"{command[0]}: {error}")
        return 1


def _call_and_tell(command: list[str], directory: Path, environment: dict[str, str]) -> int:
    """Call it, and say afterwards what it said, in one piece."""
    try:
        ended = subprocess.run(
            command,
            cwd=directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        _say(f"--> {shlex.join(command)}\n{command[0]}: {error}")
        return 1
    _say(f"--> {shlex.join(command)}\n{ended.stdout.rstrip()}")
    return ended.returncode


def _environment() -> dict[str, str]:
    """Ours, with the programs of this Python's environment found first."""
    programs = str(Path(sys.executable).parent)
    return os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def _say(line: str) -> None:
    # At once: what the parts write goes past Python's buffer.
    print(line, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
