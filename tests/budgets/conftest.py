"""A server and a model, each in a process of its own."""

from ..load.conftest import model, running, server

__all__ = ["model", "running", "server"]
