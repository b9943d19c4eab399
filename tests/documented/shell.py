"""Commands that pages show: each target, file, option and variable that they name exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.cli.command import parser

from ..fakes.documented import ROOT, Block, blocks

FOREIGN = {"git", "vllm"}
"""Programs of others, of which nothing is known here."""

READ_BY_OTHERS = {"PYTHONPATH", "OPENAI_API_KEY", "OPENAI_BASE_URL"}
"""Variables that Python and the client of OpenAI's read."""

_VARIABLE = re.compile(r"[A-Z_]+(?==)")
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


def check(block: Block) -> None:
    """Raises AssertionError or SystemExit where a line would not do what it says."""
    directory = ROOT
    for line in block.code.replace("\\\n", " ").splitlines():
        for words in _commands(line):
            directory = _check(block, words, directory)


def _commands(line: str) -> list[list[str]]:
    """The words of each command in a line, without what connects them."""
    commands: list[list[str]] = [[]]
    lexer = shlex.shlex(line, posix=True, punctuation_chars="&|;")
    lexer.whitespace_split = True
    for word in lexer:
        if set(word) <= set("&|;"):
            commands.append([])
        else:
            commands[-1].append(word)
    return [words for words in commands if words]


def _check(block: Block, words: list[str], directory: Path) -> Path:
    """Check one command; where the next one runs."""
    if words[0] == "export":
        words = words[1:]
    while words and (variable := _VARIABLE.match(words[0])):
        assert _is_read(variable[0], block), f"nothing reads {variable[0]}"
        words = words[1:]
    if not words:
        return directory
    program, *arguments = words
    program = program.removeprefix(".venv/bin/")
    if program == "cd":
        assert (directory / arguments[0]).is_dir(), f"there is no {arguments[0]}"
        return directory / arguments[0]
    if program not in FOREIGN:
        assert program in PROGRAMS, f"nothing is known of {program}"
        PROGRAMS[program](arguments, directory)
    return directory


def _is_read(variable: str, block: Block) -> bool:
    """Whether the package, the demo, or other code of the same page reads a variable."""
    shown = (one.code for one in blocks() if one.page == block.page and one.language == "python")
    sources = (
        path.read_text(encoding="utf-8")
        for room in ("jupyter_stop_stream", "demo")
        for path in (ROOT / room).rglob("*.py")
    )
    name = f'"{variable}"'
    return variable in READ_BY_OTHERS or any(name in text for text in (*shown, *sources))


def _make(arguments: list[str], directory: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for argument in arguments:
        variable = _VARIABLE.match(argument)
        sought = rf"\b{variable[0]}\b" if variable else rf"^{re.escape(argument)}:"
        assert re.search(sought, makefile, re.MULTILINE), f"the Makefile has no {argument}"


def _pip(arguments: list[str], directory: Path) -> None:
    assert arguments[0] == "install"
    known = "".join((ROOT / name).read_text() for name in ("pyproject.toml", "Makefile"))
    names = [argument for argument in arguments[1:] if not argument.startswith("-")]
    for requirement in names:
        (name,) = _REQUIREMENT.findall(requirement)[:1]
        assert name.replace("-", "_") in known.replace("-", "_"), f"{name} is not used here"


def _python(arguments: list[str], directory: Path) -> None:
    if arguments[0] == "-m":
        module, *rest = arguments[1:]
        if module == "pytest":
            _pytest(rest, directory)
            return
        path = directory / module.replace(".", "/")
    else:
        path = directory / arguments[0]
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), f"no {path}"


def _pytest(arguments: list[str], directory: Path) -> None:
    _paths(arguments, directory)


def _jlpm(arguments: list[str], directory: Path) -> None:
    command, *rest = arguments
    if command in ("install", "add", "up"):
        return
    scripts = (directory / "package.json").read_text(encoding="utf-8")
    is_tool = (directory / "node_modules" / ".bin" / command).exists()
    assert f'"{command}":' in scripts or is_tool, f"there is no {command}"
    _paths([one for one in rest if "/" in one], directory)


def _jupyter(arguments: list[str], directory: Path) -> None:
    command, *rest = arguments
    if command == "stop-stream":
        parser().parse_args(rest)
    elif command == "lab":
        for option in rest:
            owner, _, trait = option.partition("=")[0].removeprefix("--").partition(".")
            assert owner == "ServerApp", f"nothing is known of {option}"
            assert trait in ServerApp.class_traits(config=True), f"ServerApp has no {trait}"
    else:
        raise AssertionError(f"nothing is known of `jupyter {command}`")


def _paths(arguments: list[str], directory: Path) -> None:
    for argument in arguments:
        if not argument.startswith("-"):
            assert (directory / argument).exists(), f"there is no {argument}"


PROGRAMS: dict[str, Callable[[list[str], Path], None]] = {
    "jlpm": _jlpm,
    "jupyter": _jupyter,
    "make": _make,
    "pip": _pip,
    "pytest": _pytest,
    "python": _python,
}
