"""Which scene plays which block of Python, or where else it is run."""

from __future__ import annotations

import ast
from textwrap import dedent

from ..fakes.documented import Block, blocks
from . import adapter_scenes, answer_scenes, server_scenes
from .stage import Scene

Shown = tuple[str, str]
"""A page, and what is said in a block of it and in no other."""

SCENES: dict[Shown, Scene] = {
    ("README.md", "signal.raise_if_stopped()"): answer_scenes.a_stopped_answer_is_told_so,
    ("README.md", "@stoppable(settings"): server_scenes.a_decorator_makes_a_bot,
    ("docs/administrators.md", "c.EventLogger"): server_scenes.events_are_written_to_a_file,
    ("docs/authors.md", "await shared("): answer_scenes.what_is_shared_outlives_a_stop,
    ("docs/authors.md", "session.abort"): answer_scenes.a_stop_aborts_the_session,
    ("docs/authors.md", "continue_message"): server_scenes.a_persona_goes_on_from_its_text,
    ("docs/authors.md", "bot.answers("): server_scenes.a_worker_goes_on_behind_a_stop,
    ("docs/authors.md", "def attach("): adapter_scenes.an_adapter_is_found_and_attached,
    ("docs/authors.md", "AdapterConformance"): adapter_scenes.a_suite_takes_what_is_tested,
    ("docs/tools.md", "async def train"): answer_scenes.a_tool_ends_between_its_steps,
}

ELSEWHERE: dict[Shown, str] = {
    ("docs/authors.md", "def answer_with_llama"): "tests/adapters/test_local_inference.py",
    ("docs/authors.md", "def answer_with_transformers"): "tests/adapters/test_local_inference.py",
    ("docs/authors.md", "_load_jupyter_server_extension"): "tests/documented/test_bot.py",
    ("docs/authors.md", "except ImportError"): "tests/adapters/test_package_missing.py",
    ("docs/jupyterhub.md", "class OwnerStops"): "tests/test_reference.py",
}
"""The tests that take a block from its page by `code_in`, and run it."""


def block_of(shown: Shown) -> Block:
    """Raises ValueError where it is not exactly one."""
    page, saying = shown
    found = [one for one in blocks() if one.page == page and _says(one, saying)]
    if len(found) != 1:
        raise ValueError(f"{page} shows {saying!r} in {len(found)} blocks.")
    return found[0]


def is_played(block: Block) -> None:
    """Raises SyntaxError where a block is no Python, and ValueError where no test runs it."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST
    compile(dedent(block.code), str(block), "exec", flags)
    for page, saying in (*SCENES, *ELSEWHERE):
        if page == block.page and _says(block, saying):
            return
    raise ValueError(f"No test runs {block}.")


def _says(block: Block, saying: str) -> bool:
    return block.language == "python" and saying in block.code
