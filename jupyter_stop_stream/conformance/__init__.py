"""Whether an adapter keeps the rules: a suite that its author runs with pytest."""

import pytest

pytest.register_assert_rewrite("jupyter_stop_stream.conformance.suite")

from .backend import BackendUnderTest  # noqa: E402
from .model import ScriptedModel  # noqa: E402
from .suite import AdapterConformance  # noqa: E402

__all__ = ["AdapterConformance", "BackendUnderTest", "ScriptedModel"]
