"""Tests that run on the event loop of a Jupyter server, which pytest-jupyter keeps."""

from __future__ import annotations

from pytest_jupyter.jupyter_server import *  # noqa: F403
