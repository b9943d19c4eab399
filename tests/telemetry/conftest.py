"""A Jupyter server, for the tests that ask for one."""

from __future__ import annotations

from pytest_jupyter.jupyter_server import *  # noqa: F403
