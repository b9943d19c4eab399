"""The command `jupyter stop-stream`: what is being answered on Jupyter servers, and a stop of it.

It speaks with servers as any script may, and is part of none.
"""

from .command import main

__all__ = ["main"]
