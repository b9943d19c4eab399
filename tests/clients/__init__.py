"""A stop lets the model go: shown with the client libraries that personas are written with.

They live in an environment of their own, see `requirements.txt`: the main one has a version of
OpenAI's library that most of them exclude.
"""

from __future__ import annotations

import os

import pytest

# Read when the libraries are imported: they are to speak to nobody but the model.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["OPENAI_AGENTS_DISABLE_TRACING"] = "1"
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["NO_PROXY"] = "127.0.0.1"

pytest.register_assert_rewrite("tests.clients.stage", "tests.clients.timings")
