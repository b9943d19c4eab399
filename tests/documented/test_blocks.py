"""Each fenced block of each page is run, or held to what it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jsonschema import ValidationError
from yaml import YAMLError

from ..fakes.documented import Block, blocks
from . import data, drawings, page_code, proxy, shell
from .scenes import is_played

RUNNERS: dict[str, Callable[[Block], object]] = {
    "": drawings.check,
    "bash": shell.check,
    "json": data.check_json,
    "nginx": lambda block: proxy.check(block.code),
    # Played, one after the other, in test_scenes.py.
    "python": is_played,
    "sh": shell.check,
    "toml": data.check_toml,
    # Compiled together, by `jlpm types:check`.
    "ts": page_code.program_of,
    "yaml": data.check_yaml,
}
"""How a block is run, by its language. Sphinx runs its own, in braces."""


ERRORS = (AssertionError, ValueError, SyntaxError, SystemExit, ValidationError, YAMLError)
"""What a runner raises where a block is not as it should be."""


def checked(block: Block) -> None:
    """Raises one of `ERRORS` where a block is not as it should be, or nobody can tell."""
    if block.language.startswith("{"):
        return
    if block.language not in RUNNERS:
        raise ValueError(f"{block} is in {block.language}, which nothing here runs.")
    RUNNERS[block.language](block)


@pytest.mark.parametrize("block", blocks(), ids=str)
def test_a_block_is_what_it_says(block: Block) -> None:
    checked(block)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("cobol", "STOP RUN.\n"),
        ("", "who is this?\n"),
        ("", "what is said    what is true\nserver  protocol/  nowhere/\n"),
        ("", "rate(jupyter_stop_stream_stops_total[1d]) / jupyter_stop_stream_lost_total\n"),
        ("", "Loading the model\nThe model was never asked.\n"),
        ("bash", "make haste\n"),
        ("bash", "make test SPEED=2\n"),
        ("bash", "python scripts/nowhere.py\n"),
        ("bash", "python -m nowhere\n"),
        ("bash", ".venv/bin/pytest tests/nowhere\n"),
        ("bash", "cd nowhere && make test\n"),
        ("bash", "jlpm dance\n"),
        ("bash", "pip install jupyter-start-stream\n"),
        ("bash", "jupyter stop-stream stop --soon\n"),
        ("bash", "jupyter lab --ServerApp.no_such_trait=1\n"),
        ("bash", "JUPYTER_TICKET=... jupyter stop-stream list\n"),
        ("bash", "do something\n"),
        ("json", '{"type": "stop", "request_id": "one"\n'),
        ("json", '{"type": "stop", "request_id": "one"}\n'),
        ("json", '{"generation_id": "one", "prompt_id": "two", "status": "gone"}\n'),
        ("json", '"jupyterlab": {"sharedPackages": {"another": {}}}\n'),
        ("json", '{"jupyter-stop-stream:settings": {"esc": false}}\n'),
        ("json", '{"jupyter-stop-stream:settings": {"escape": "no"}}\n'),
        ("json", '{"what": "is this"}\n'),
        ("nginx", "proxy_buffering sometimes;\n"),
        ("nginx", "location / {\n  proxy_buffering on\n}\n"),
        ("nginx", "location / {\n  proxy_buffering on;\n"),
        ("python", "this is(not Python\n"),
        ("python", "unheard = 1\n"),
        ("toml", "[project.entry-points\n"),
        ("toml", '[project.entry-points."jupyter_stop_stream.adapter"]\nmine = "a:B"\n'),
        ("toml", '[project.entry-points."jupyter_stop_stream.adapters"]\nmine = "a:B"\n'),
        ("ts", "const unheard = 1;\n"),
        ("yaml", "scrape_configs: [\n"),
        ("yaml", "scrape_configs: [{metrics_path: /user/ada}]\n"),
    ],
)
def test_a_block_with_an_error_is_told(language: str, code: str) -> None:
    with pytest.raises(ERRORS):
        checked(Block("docs/made-up.md", 1, language, code))
